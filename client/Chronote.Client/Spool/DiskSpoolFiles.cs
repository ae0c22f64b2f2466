namespace Chronote.Client.Spool;

/// <summary>The spool on a real disk, below <paramref name="root"/>. Calls run on the thread pool: an fsync may take long and must not stop capture.</summary>
public sealed class DiskSpoolFiles(string root) : ISpoolFiles
{
    private string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    public Task CreateFolder(string folder) => Run(() =>
    {
        FolderSync.Make(Root);
        FolderSync.Make(At(folder), below: Root);
        // Who was here before may have been killed before it synced what is found now. Sent and then lost in a power cut, a number would be given again.
        FolderSync.Sync(At(folder));
    });

    public Task Write(string path, ReadOnlyMemory<byte> content) => Run(() => File.WriteAllBytes(At(path), content.Span));

    public Task Append(string path, ReadOnlyMemory<byte> content) => Run(() => File.AppendAllBytes(At(path), content.Span));

    public Task Sync(string path) => Run(() =>
    {
        using var handle = File.OpenHandle(At(path), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    });

    public Task SyncFolder(string folder) => Run(() => FolderSync.Sync(At(folder)));

    public Task Rename(string from, string to) => Run(() => File.Move(At(from), At(to), overwrite: true));

    public Task Delete(string path) => Run(() => File.Delete(At(path)));

    public Task DeleteFolder(string folder) => Run(() => Directory.Delete(At(folder), recursive: true));

    public Task<byte[]?> Read(string path) => Run(byte[]? () =>
    {
        try
        {
            return File.ReadAllBytes(At(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    public Task<SpoolListing> List(string folder, string after, int entriesMax) => Run(() =>
    {
        var directory = new DirectoryInfo(At(folder));
        if (!directory.Exists) return new SpoolListing([], 0, 0);
        var smallest = new SortedSet<SpoolEntry>(Comparer<SpoolEntry>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
        long files = 0, bytes = 0;
        foreach (var each in directory.EnumerateFileSystemInfos())
        {
            var length = each is FileInfo file ? LengthOf(file) : 0;
            if (each is FileInfo)
            {
                files++;
                bytes += length;
            }
            if (string.CompareOrdinal(each.Name, after) <= 0) continue;
            smallest.Add(new SpoolEntry(each.Name, length, each is DirectoryInfo));
            if (smallest.Count > entriesMax) smallest.Remove(smallest.Max);
        }
        return new SpoolListing([.. smallest], files, bytes);
    });

    public Task<IDisposable?> Lock(string folder) => Run(IDisposable? () =>
    {
        try
        {
            return new FileStream(At($"{folder}/lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held is not DirectoryNotFoundException)
        {
            return null;
        }
    });

    public Task<long> FreeBytes() => Run(() => new DriveInfo(Existing(Root)).AvailableFreeSpace);

    private static Task Run(Action call) => Run(() =>
    {
        call();
        return true;
    });

    private static Task<T> Run<T>(Func<T> call) => Task.Run(() =>
    {
        try
        {
            return call();
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException(denied.Message, denied);
        }
    });

    // Before the first recording the spool's folder is not there; it will be on the disk of the one above.
    private static string Existing(string folder) => Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } parent ? folder : Existing(parent);

    private string At(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    // The uploader may delete a file while it is being listed.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
