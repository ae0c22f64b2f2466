using Chronote.Client.Spool;

namespace Chronote.Client.Tests.World;

/// <summary>
/// A disk in memory that forgets in a power cut what a real one may forget: content that was not synced is cut or gone, and names that were
/// created, renamed or deleted come back as they were unless their folder was synced.
/// </summary>
internal sealed class MemorySpoolFiles : ISpoolFiles
{
    private readonly Dictionary<string, Inode> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Inode> durableNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> locks = new(StringComparer.Ordinal);

    public long Free { get; set; } = 1L << 40;

    /// <summary>Makes the disk refuse to write; reads still work.</summary>
    public bool IsBroken { get; set; }

    public IEnumerable<string> Paths => names.Keys.Order(StringComparer.Ordinal);

    public byte[] Content(string path) => names[path].Content;

    public void Put(string path, byte[] content) => names[path] = durableNames[path] = new Inode(content) { Synced = content };

    public async Task CreateFolder(string folder)
    {
        await Task.Yield();
        folders.Add(folder);
    }

    public async Task Write(string path, ReadOnlyMemory<byte> content)
    {
        await Disk();
        names[path] = new Inode(content.ToArray());
    }

    public async Task Append(string path, ReadOnlyMemory<byte> content)
    {
        await Disk();
        if (!names.TryGetValue(path, out var inode)) names[path] = inode = new Inode([]);
        inode.Content = [.. inode.Content, .. content.Span];
    }

    public async Task Sync(string path)
    {
        await Disk();
        names[path].Synced = names[path].Content;
    }

    public async Task SyncFolder(string folder)
    {
        await Disk();
        foreach (var path in durableNames.Keys.Where(path => FolderOf(path) == folder).ToArray()) durableNames.Remove(path);
        foreach (var (path, inode) in names)
            if (FolderOf(path) == folder) durableNames[path] = inode;
    }

    public async Task Rename(string from, string to)
    {
        await Disk();
        if (!names.Remove(from, out var inode)) throw new FileNotFoundException(from);
        names[to] = inode;
    }

    public async Task Delete(string path)
    {
        await Disk();
        names.Remove(path);
    }

    public async Task DeleteFolder(string folder)
    {
        await Disk();
        foreach (var path in names.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).ToArray()) names.Remove(path);
        folders.RemoveWhere(each => each == folder || each.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    public async Task<byte[]?> Read(string path)
    {
        await Task.Yield();
        return names.TryGetValue(path, out var inode) ? inode.Content : null;
    }

    public async Task<SpoolListing> List(string folder, string after, int entriesMax)
    {
        await Task.Yield();
        var files = names.Where(each => FolderOf(each.Key) == folder)
            .Select(each => new SpoolEntry(each.Key[(folder.Length + 1)..], each.Value.Content.Length, false)).ToArray();
        var inside = folders.Where(each => FolderOf(each) == folder).Select(each => new SpoolEntry(each[(folder.Length + 1)..], 0, true));
        var entries = files.Concat(inside).Where(each => string.CompareOrdinal(each.Name, after) > 0)
            .OrderBy(each => each.Name, StringComparer.Ordinal).Take(entriesMax);
        return new SpoolListing([.. entries], files.Length, files.Sum(each => each.Bytes));
    }

    public async Task<IDisposable?> Lock(string folder)
    {
        await Task.Yield();
        return locks.Add(folder) ? new Held(() => locks.Remove(folder)) : null;
    }

    public async Task<long> FreeBytes()
    {
        await Task.Yield();
        return Free;
    }

    /// <summary>The worst power cut at this moment would leave the file there and whole.</summary>
    public bool SurvivesPowerCut(string path) =>
        durableNames.TryGetValue(path, out var inode) && inode.Synced is { } synced && synced.AsSpan().SequenceEqual(inode.Content);

    /// <summary>The process died: its locks are gone, the disk is as it was.</summary>
    public void ProcessDied() => locks.Clear();

    /// <summary>Power is cut: each unsynced name and byte survives or not, by the draw.</summary>
    public void PowerCut(Random random)
    {
        locks.Clear();
        var survived = new Dictionary<string, Inode>(StringComparer.Ordinal);
        foreach (var path in names.Keys.Union(durableNames.Keys).Order(StringComparer.Ordinal))
        {
            durableNames.TryGetValue(path, out var old);
            names.TryGetValue(path, out var young);
            var inode = old == young || random.Next(2) == 0 ? old : young;
            if (inode is null) continue;
            survived[path] = new Inode(inode.AfterPowerCut(random));
        }
        names.Clear();
        durableNames.Clear();
        foreach (var (path, inode) in survived) Put(path, inode.Content);
    }

    private static string FolderOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    private async Task Disk()
    {
        await Task.Yield();
        if (IsBroken) throw new IOException("No space left on device");
    }

    private sealed class Inode(byte[] content)
    {
        public byte[] Content { get; set; } = content;

        public byte[]? Synced { get; set; }

        // What was never synced may be there, cut at any byte, or filled with zeros.
        public byte[] AfterPowerCut(Random random)
        {
            if (Synced is not null) return Synced;
            var kept = Content[..random.Next(Content.Length + 1)];
            return random.Next(3) == 0 ? [.. kept, .. new byte[Content.Length - kept.Length]] : kept;
        }
    }

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
