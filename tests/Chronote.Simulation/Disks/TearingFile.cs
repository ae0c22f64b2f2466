using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Disks;

/// <summary>
/// A file whose writes are there at once for whoever reads it, and for good only after a sync. A power cut takes from what was not synced as a disk
/// may: some writes are lost, some are whole, of some only sectors arrived; which, has nothing to do with their order.
/// </summary>
internal sealed class TearingFile
{
    private const int SectorBytes = 512;

    private readonly List<Change> _unsynced = [];
    private byte[] _content = [];

    public int Length { get; private set; }

    /// <summary>Its name is on the disk: since its first sync.</summary>
    public bool IsNamed { get; private set; }

    /// <summary>How much of it was there to be read; what lies behind the end is zeros.</summary>
    public int Read(Span<byte> into, long offset)
    {
        var there = (int)Math.Clamp(Length - offset, 0, into.Length);
        if (there > 0) _content.AsSpan((int)offset, there).CopyTo(into);
        into[there..].Clear();
        return there;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = (int)offset + bytes.Length;
        var before = new byte[bytes.Length];
        Read(before, offset);
        _unsynced.Add(new Change((int)offset, before, bytes.ToArray(), Length));
        Put(bytes, (int)offset);
        Length = Math.Max(Length, end);
    }

    public void Truncate(long length)
    {
        if (length >= Length) return;
        _unsynced.Add(new Change((int)length, _content.AsSpan((int)length, Length - (int)length).ToArray(), [], Length));
        _content.AsSpan((int)length, Length - (int)length).Clear();
        Length = (int)length;
    }

    public void Sync()
    {
        _unsynced.Clear();
        IsNamed = true;
    }

    /// <summary>As the next process finds it after this one was killed: the system keeps what it was given.</summary>
    public TearingFile AfterKill()
    {
        var copy = new TearingFile { _content = _content.AsSpan(0, Length).ToArray(), Length = Length, IsNamed = IsNamed };
        copy._unsynced.AddRange(_unsynced);
        return copy;
    }

    /// <summary>As it is found after a power cut.</summary>
    public TearingFile AfterPowerCut(SeededRandom random)
    {
        var left = AfterKill();
        foreach (var change in Enumerable.Reverse(_unsynced)) left.Undo(change);
        foreach (var change in _unsynced)
            if (!random.OneIn(3)) left.Redo(change, whole: random.OneIn(2), random);
        left._unsynced.Clear();
        left.IsNamed = true;
        return left;
    }

    private void Undo(Change change)
    {
        Put(change.Before, change.Offset);
        Length = change.LengthBefore;
    }

    private void Redo(Change change, bool whole, SeededRandom random)
    {
        if (change.After.Length == 0)
        {
            Length = Math.Min(Length, change.Offset);
            return;
        }
        for (var from = 0; from < change.After.Length; from += SectorBytes)
        {
            if (!whole && random.OneIn(2)) continue;
            var sector = change.After.AsSpan(from, Math.Min(SectorBytes, change.After.Length - from));
            Put(sector, change.Offset + from);
            Length = Math.Max(Length, change.Offset + from + sector.Length);
        }
    }

    private void Put(ReadOnlySpan<byte> bytes, int offset)
    {
        var end = offset + bytes.Length;
        if (end > _content.Length) Array.Resize(ref _content, Math.Max(end, _content.Length * 2));
        bytes.CopyTo(_content.AsSpan(offset));
    }

    /// <param name="After">Empty: the file was cut here.</param>
    private sealed record Change(int Offset, byte[] Before, byte[] After, int LengthBefore);
}
