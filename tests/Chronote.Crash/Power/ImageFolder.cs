namespace Chronote.Crash.Power;

/// <summary>A folder for images and traces, removed with what is in it: in memory where there is such a file system, because none of it has to last.</summary>
internal sealed class ImageFolder : IDisposable
{
    private const string InMemory = "/dev/shm";

    private readonly string _root;

    public ImageFolder() => _root = Directory.Exists(InMemory)
        ? Directory.CreateDirectory($"{InMemory}/chronote-power-{System.IO.Path.GetRandomFileName()}").FullName
        : Directory.CreateTempSubdirectory("chronote-power-").FullName;

    /// <summary>One that was there before, under the same path.</summary>
    public ImageFolder(string path) => _root = Directory.CreateDirectory(path).FullName;

    public string Path(string name) => System.IO.Path.Combine(_root, name);

    /// <summary>Writes files and folders (without bytes) below a folder that is new.</summary>
    public string Write(string name, IEnumerable<(string Path, byte[]? Bytes)> image)
    {
        var folder = Directory.CreateDirectory(Path(name)).FullName;
        foreach (var (path, bytes) in image)
        {
            var target = System.IO.Path.Combine(folder, path);
            if (bytes is null) Directory.CreateDirectory(target);
            else File.WriteAllBytes(target, bytes);
        }
        return folder;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
