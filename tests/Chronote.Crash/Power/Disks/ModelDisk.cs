namespace Chronote.Crash.Power.Disks;

/// <summary>
/// A file system that keeps to the letter: a file's bytes are durable by a sync of the file, its name by a sync of its folder, a new folder by a sync of
/// the one above; a rename happens whole or not at all; all else may be lost.
/// </summary>
/// <param name="root">Durable from the beginning. What lies outside of it does not exist here.</param>
internal sealed class ModelDisk(string root)
{
    private readonly FolderNode _root = new(root);
    private readonly Dictionary<string, Node> _live = new(StringComparer.Ordinal);
    private readonly List<NameChange> _unsynced = [];
    private long _changes;

    /// <summary>Grows with whatever becomes durable.</summary>
    public long DurableVersion { get; private set; }

    /// <summary>Counts changes of names; what a sync of a folder covers is all below the count at its beginning.</summary>
    public long NameCount => _changes;

    public bool Holds(string path) => path == root || path.StartsWith(root + "/", StringComparison.Ordinal);

    public Node? Find(string path) => path == root ? _root : _live.GetValueOrDefault(path);

    public Node Make(string path, bool isFolder)
    {
        Node made = isFolder ? new FolderNode(path) : new FileNode(path);
        var (folder, name) = Place(path);
        Change(isFolder ? NameChangeKind.FolderMade : NameChangeKind.FileMade, path, (folder, name, made));
        _live[path] = made;
        return made;
    }

    public void Rename(string from, string to)
    {
        var node = _live[from];
        if (node is FolderNode) throw new NotSupportedException($"The model can't rename the folder {from}.");
        var (source, oldName) = Place(from);
        var (target, newName) = Place(to);
        Change(NameChangeKind.Renamed, to, (source, oldName, null), (target, newName, node));
        _live.Remove(from);
        _live[to] = node;
        node.Path = to;
    }

    public void Remove(string path)
    {
        var (folder, name) = Place(path);
        Change(NameChangeKind.Removed, path, (folder, name, null));
        _live.Remove(path);
    }

    /// <param name="count">Of bytes or names, as it was when the sync began.</param>
    public void Sync(Node node, long count)
    {
        var did = node is FileNode file && file.SyncUpTo(count);
        if (node is FolderNode folder)
        {
            foreach (var change in _unsynced.Where(change => change.Number < count && change.Concerns(folder)).ToList()) did |= Persist(change);
        }
        if (did) DurableVersion++;
    }

    /// <summary>Every file and folder that is found after a power loss, by its path below the root; folders have no bytes.</summary>
    public IEnumerable<(string Path, byte[]? Bytes)> Image(Luck luck, Random draw)
    {
        var found = new Dictionary<FolderNode, Dictionary<string, Node>>();
        foreach (var change in Surviving(luck.Names, draw)) change.Apply(Names);
        return Below(_root, "");

        Dictionary<string, Node> Names(FolderNode folder)
        {
            if (!found.TryGetValue(folder, out var names)) found[folder] = names = new Dictionary<string, Node>(folder.Durable, StringComparer.Ordinal);
            return names;
        }

        IEnumerable<(string, byte[]?)> Below(FolderNode folder, string prefix)
        {
            foreach (var (name, node) in (found.GetValueOrDefault(folder) ?? folder.Durable).OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                yield return (prefix + name, (node as FileNode)?.Image(luck.Bytes, draw));
                if (node is not FolderNode inner) continue;
                foreach (var each in Below(inner, $"{prefix}{name}/")) yield return each;
            }
        }
    }

    private List<NameChange> Surviving(Kept kept, Random draw)
    {
        if (kept == Kept.Nothing) return [];
        if (kept == Kept.Everything) return _unsynced;
        var survives = new List<NameChange>();
        var ended = new HashSet<FolderNode>();
        foreach (var change in _unsynced)
        {
            // What comes later in a folder is never there without what came before.
            if (change.Entries.Any(entry => ended.Contains(entry.Folder)) || draw.Next(4) == 0) ended.UnionWith(change.Entries.Select(entry => entry.Folder));
            else survives.Add(change);
        }
        return survives;
    }

    private bool Persist(NameChange change)
    {
        if (!_unsynced.Contains(change)) return false;
        foreach (var before in _unsynced.TakeWhile(each => each != change).Where(each => change.Entries.Any(entry => each.Concerns(entry.Folder))).ToList()) Persist(before);
        change.Apply(folder => folder.Durable);
        _unsynced.Remove(change);
        return true;
    }

    private void Change(NameChangeKind kind, string path, params (FolderNode Folder, string Name, Node? Node)[] entries)
    {
        var change = new NameChange(_changes++, kind, path, entries);
        _unsynced.Add(change);
        foreach (var (folder, _, _) in entries) folder.Last = change;
    }

    private (FolderNode Folder, string Name) Place(string path) =>
        (Find(Path.GetDirectoryName(path)!) as FolderNode ?? throw new InvalidDataException($"The trace names {path}, whose folder the model does not know."), Path.GetFileName(path));
}
