namespace Chronote.Crash;

/// <summary>A test's files on a real disk, removed with it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("chronote-crash-").FullName;

    public string Path(string name) => System.IO.Path.Combine(_root, name);

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
