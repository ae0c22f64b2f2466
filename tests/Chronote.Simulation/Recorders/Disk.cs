using Chronote.Client.Spool;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Recorders;

/// <summary>
/// A recorder's disk. A power cut takes from it what one may take: bytes that were not synced are cut or zeros, and names that were made,
/// changed or deleted are as before unless their folder was synced.
/// </summary>
internal sealed class Disk
{
    private const long FreeBytes = 1L << 40;

    private readonly SortedDictionary<string, Node> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Node> _durableNames = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);

    public long Free => FreeBytes;

    // That a recorder finds no folder is a matter of creating it anew; only what was in it counts.
    public bool CreateFolder(string folder) => _folders.Add(folder);

    public void Write(string path, byte[] content) => _names[path] = new Node(content);

    public void Append(string path, byte[] content)
    {
        if (!_names.TryGetValue(path, out var node)) _names[path] = node = new Node([]);
        node.Content = [.. node.Content, .. content];
    }

    public void Sync(string path) => _names[path].Synced = _names[path].Content;

    public void SyncFolder(string folder)
    {
        foreach (var path in _durableNames.Keys.Where(path => FolderOf(path) == folder).ToArray()) _durableNames.Remove(path);
        foreach (var (path, node) in _names)
            if (FolderOf(path) == folder) _durableNames[path] = node;
    }

    public void Rename(string from, string to)
    {
        if (!_names.Remove(from, out var node)) throw new FileNotFoundException(from);
        _names[to] = node;
    }

    public void Delete(string path) => _names.Remove(path);

    public void DeleteFolder(string folder)
    {
        foreach (var path in _names.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).ToArray()) _names.Remove(path);
        _folders.RemoveWhere(each => each == folder || each.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    public byte[]? Read(string path) => _names.TryGetValue(path, out var node) ? node.Content : null;

    public SpoolListing List(string folder, string after, int entriesMax)
    {
        var files = _names.Where(each => FolderOf(each.Key) == folder).Select(each => new SpoolEntry(each.Key[(folder.Length + 1)..], each.Value.Content.Length, false)).ToArray();
        var inside = _folders.Where(each => FolderOf(each) == folder).Select(each => new SpoolEntry(each[(folder.Length + 1)..], 0, true));
        var entries = files.Concat(inside).Where(each => string.CompareOrdinal(each.Name, after) > 0).OrderBy(each => each.Name, StringComparer.Ordinal).Take(entriesMax);
        return new SpoolListing([.. entries], files.Length, files.Sum(each => each.Bytes));
    }

    public IDisposable? Lock(string folder) => _locks.Add(folder) ? new Held(() => _locks.Remove(folder)) : null;

    public void ForgetLocks() => _locks.Clear();

    /// <summary>The program on it was killed. The system keeps what it had written, synced or not.</summary>
    public Disk AfterKill() => Copy(node => node.Content, (_, young) => young);

    /// <summary>Power is cut: each unsynced name and byte survives or not, by the draw.</summary>
    public Disk AfterPowerCut(SeededRandom random) => Copy(node => node.AfterPowerCut(random), (old, young) => old == young || random.OneIn(2) ? old : young);

    private Disk Copy(Func<Node, byte[]> content, Func<Node?, Node?, Node?> choose)
    {
        var copy = new Disk();
        foreach (var folder in _folders) copy._folders.Add(folder);
        foreach (var path in _names.Keys.Union(_durableNames.Keys).Order(StringComparer.Ordinal))
        {
            if (choose(_durableNames.GetValueOrDefault(path), _names.GetValueOrDefault(path)) is not { } node) continue;
            var left = content(node);
            copy._names[path] = copy._durableNames[path] = new Node(left) { Synced = left };
        }
        return copy;
    }

    private static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    private sealed class Node(byte[] content)
    {
        public byte[] Content { get; set; } = content;

        public byte[]? Synced { get; set; }

        public byte[] AfterPowerCut(SeededRandom random)
        {
            if (Synced is not null) return Synced;
            var kept = Content[..random.Below(Content.Length + 1)];
            return random.OneIn(3) ? [.. kept, .. new byte[Content.Length - kept.Length]] : kept;
        }
    }

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
