using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Ports;

/// <summary>The edge's store: who may write, what is stored. Every change is one durable transaction.</summary>
/// <remarks>
/// A call that returns has happened and survives a power failure; a call that throws <see cref="StoreException"/> changed nothing;
/// any other exception, or none for too long, means unknown: ask again, every call may be repeated.
/// </remarks>
public interface IChunkStore
{
    /// <summary>Fence, verdict and insert in one transaction (design, section 4). The bytes are read until the task ends.</summary>
    Task<PutAnswer> Put(ChunkToStore chunk);

    Task<OpenAnswer> OpenEpoch(OpenEpoch wish);

    /// <summary>Gives up sequence numbers which are owed. Numbers stored meanwhile stay stored.</summary>
    Task<Refusal?> DeclareLost(TenantId tenant, TrackKey track, long writerEpoch, LostRange range);

    Task<Refusal?> RecordGap(TenantId tenant, TrackKey track, long writerEpoch, Gap gap);

    /// <summary>Sets how far a track may run ahead (back-pressure).</summary>
    Task SetCredit(TrackKey track, long creditSeq);

    /// <summary>The chunk's audio as Ogg/Opus; null when it waits to be encoded, was promoted, or was never there.</summary>
    Task<byte[]?> ReadBytes(ChunkKey key);
}

public abstract record PutAnswer
{
    public sealed record Stored(Receipt Receipt, TrackRow Track) : PutAnswer;
    public sealed record AlreadyHave(Receipt Receipt, TrackRow Track) : PutAnswer;
    public sealed record Refused(Refusal Refusal) : PutAnswer;

    private PutAnswer() { }
}

public abstract record OpenAnswer
{
    /// <param name="EndSeq">One past the epoch's last number, when another writer took the track over since.</param>
    /// <param name="Again">The writer had opened it before.</param>
    public sealed record Opened(TrackRow Track, EpochRow Epoch, long? EndSeq, bool Again) : OpenAnswer;
    public sealed record Refused(Refusal Refusal) : OpenAnswer;

    private OpenAnswer() { }
}

/// <summary>The store could not do it and changed nothing. Try again after <see cref="RetryAfter"/>.</summary>
public sealed class StoreException(StoreFault fault, string message, TimeSpan retryAfter, Exception? inner = null) : Exception(message, inner)
{
    public StoreFault Fault { get; } = fault;
    public TimeSpan RetryAfter { get; } = retryAfter;
}

public enum StoreFault
{
    /// <summary>More waits to be written than may wait.</summary>
    Busy,
    /// <summary>No room on the disk.</summary>
    Full,
    /// <summary>The disk or the file refused.</summary>
    Unavailable,
}
