namespace Chronote.Crash.Power.Disks;

/// <summary>What a name stands for: a file or a folder.</summary>
internal abstract class Node(string path)
{
    /// <summary>Where it is, or was last, for whoever runs.</summary>
    public string Path { get; set; } = path;
}

/// <summary>A file's bytes: what is durable, and what was changed since the last sync that counted, each change for itself.</summary>
internal sealed class FileNode(string path) : Node(path)
{
    private const int SectorBytes = 512;

    private readonly List<Change> _unsynced = [];
    private byte[] _durable = [];
    private long _forgotten;

    /// <summary>Counts changes; what a sync covers is all below the count at its beginning.</summary>
    public long Count => _forgotten + _unsynced.Count;

    /// <summary>Threads that changed it since somebody last asked for a sync, whether that counted or not.</summary>
    public HashSet<int> ChangedBySinceSync { get; } = [];

    public long LastOffset { get; private set; }

    public void Write(int thread, long offset, byte[] bytes) => Add(thread, new Change(offset, bytes));

    public void Resize(int thread, long lengthBytes) => Add(thread, new Change(lengthBytes, null));

    /// <returns>Whether anything became durable by it.</returns>
    public bool SyncUpTo(long count)
    {
        var covered = (int)Math.Max(0, count - _forgotten);
        if (covered == 0) return false;
        foreach (var change in _unsynced.Take(covered)) change.Apply(ref _durable, _ => true);
        _unsynced.RemoveRange(0, covered);
        _forgotten += covered;
        return true;
    }

    /// <summary>As it may be found after a power loss.</summary>
    public byte[] Image(Kept kept, Random draw)
    {
        if (kept == Kept.Nothing || _unsynced.Count == 0) return _durable;
        var image = _durable;
        foreach (var change in _unsynced)
        {
            if (kept == Kept.Everything) change.Apply(ref image, _ => true);
            else if (draw.Next(3) != 0) change.Apply(ref image, draw.Next(2) == 0 ? _ => true : _ => draw.Next(2) == 0);
        }
        return image;
    }

    private void Add(int thread, Change change)
    {
        _unsynced.Add(change);
        ChangedBySinceSync.Add(thread);
        LastOffset = change.Offset;
    }

    /// <param name="Bytes">Null: the file ends at the offset from here on.</param>
    private sealed record Change(long Offset, byte[]? Bytes)
    {
        /// <param name="content">Replaced, never changed: others may hold it.</param>
        /// <param name="arrives">Asked for each sector, by its number in the file.</param>
        public void Apply(ref byte[] content, Func<long, bool> arrives)
        {
            if (Bytes is null)
            {
                Array.Resize(ref content, (int)Offset);
                return;
            }
            var end = Offset + Bytes.Length;
            var sectors = new List<(long From, long To)>();
            for (var from = Offset; from < end;)
            {
                var to = Math.Min(end, (from / SectorBytes + 1) * SectorBytes);
                if (arrives(from / SectorBytes)) sectors.Add((from, to));
                from = to;
            }
            if (sectors.Count == 0) return;
            var next = new byte[Math.Max(content.Length, sectors[^1].To)];
            content.CopyTo(next, 0);
            foreach (var (from, to) in sectors) Bytes.AsSpan((int)(from - Offset), (int)(to - from)).CopyTo(next.AsSpan((int)from));
            content = next;
        }
    }
}
