namespace Chronote.Engines.Tests.Processes;

/// <summary>A small shell script that plays a program.</summary>
public sealed class Script : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("chronote-test-");
    private int written;

    /// <returns>The path of an executable that runs <paramref name="body"/> with sh.</returns>
    public string Write(string body)
    {
        var path = Path.Combine(folder.FullName, $"script{written++}");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public string PathOf(string name) => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
