using Chronote.Domain.Ports;

namespace Chronote.Storage.Blobs;

/// <summary>Objects as files below one folder: written to a temporary name, synced, renamed, and the folder synced, in that order.</summary>
public sealed class FileBlobStore : IBlobStore
{
    private const string Unfinished = ".part";
    private readonly string _root;

    public FileBlobStore(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        DirectorySync.Make(_root);
    }

    public async Task<BlobWritten> Write(string name, Func<Stream, Task> write, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        var folder = Path.GetDirectoryName(path)!;
        DirectorySync.Make(folder, below: _root);
        var part = path + Unfinished;
        byte[] digest;
        long length;
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024))
        {
            await using var hashing = new HashingStream(file);
            await write(hashing);
            digest = hashing.Digest();
            length = file.Length;
            file.Flush(flushToDisk: true);
        }
        File.Move(part, path, overwrite: true);
        DirectorySync.Sync(folder);
        return new BlobWritten(length, digest);
    }

    public Task<Stream?> Open(string name, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        return Task.FromResult<Stream?>(File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, useAsync: true) : null);
    }

    public Task Delete(string name, CancellationToken cancellation = default)
    {
        var path = PathOf(name);
        var folder = Path.GetDirectoryName(path)!;
        // A crash between the intent and the write leaves a name whose folder was never made.
        if (!Directory.Exists(folder)) return Task.CompletedTask;
        File.Delete(path);
        File.Delete(path + Unfinished);
        DirectorySync.Sync(folder);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> List(string prefix, string? after, int limit, CancellationToken cancellation = default)
    {
        IReadOnlyList<string> names = [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_root, path).Replace('\\', '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !name.EndsWith(Unfinished, StringComparison.Ordinal) && string.CompareOrdinal(name, after) > 0)
            .Order(StringComparer.Ordinal).Take(limit)];
        return Task.FromResult(names);
    }

    // Names are made by us; this holds the line should one ever not be.
    private string PathOf(string name)
    {
        if (name.Length is 0 or > 200 || name.Contains("..", StringComparison.Ordinal) || name.StartsWith('/')
            || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '.' or '_'))
            throw new ArgumentException($"'{name}' can't be the name of an object.");
        return Path.Combine(_root, name);
    }
}
