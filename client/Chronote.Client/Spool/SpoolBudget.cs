namespace Chronote.Client.Spool;

/// <summary>The spool's bounds. A recording is closed cleanly before they are exceeded; nothing that was recorded is thrown away.</summary>
public sealed record SpoolLimits
{
    /// <summary>Bytes of all chunks waiting on this machine. Default 2 GiB: about 90 hours of one track at 48 kbit/s.</summary>
    public long SpoolBytesMax { get; init; } = 2L << 30;

    /// <summary>Free space that a recording leaves on the disk. Default 512 MiB.</summary>
    public long FreeBytesMin { get; init; } = 512L << 20;

    /// <summary>Room kept below the bounds so that every open chunk can still be sealed when they are reached. Default 8 MiB.</summary>
    public long SealingBytesReserve { get; init; } = 8L << 20;
}

/// <summary>Counts what the chunks of all tracks take, and says when a recording has to close. Recordings in one process may share it.</summary>
/// <remarks>Free space is asked for again after half the reserve was written, not at each chunk.</remarks>
public sealed class SpoolBudget(SpoolLimits limits)
{
    private readonly Lock gate = new();
    private long writtenSinceFreeWasAsked = long.MaxValue;
    private long freeBytes;
    private long usedBytes;

    public long UsedBytes
    {
        get
        {
            lock (gate) return usedBytes;
        }
    }

    public async Task<bool> IsFull(ISpoolFiles files)
    {
        lock (gate)
        {
            if (usedBytes + limits.SealingBytesReserve >= limits.SpoolBytesMax) return true;
            if (writtenSinceFreeWasAsked < limits.SealingBytesReserve / 2) return IsLowOnFree();
        }
        var free = await files.FreeBytes();
        lock (gate)
        {
            (freeBytes, writtenSinceFreeWasAsked) = (free, 0);
            return IsLowOnFree();
        }
    }

    public void Added(long bytes)
    {
        lock (gate)
        {
            usedBytes += bytes;
            if (writtenSinceFreeWasAsked < long.MaxValue - bytes) writtenSinceFreeWasAsked += bytes;
        }
    }

    public void Removed(long bytes)
    {
        lock (gate) usedBytes -= bytes;
    }

    private bool IsLowOnFree() => freeBytes - writtenSinceFreeWasAsked - limits.SealingBytesReserve <= limits.FreeBytesMin;
}
