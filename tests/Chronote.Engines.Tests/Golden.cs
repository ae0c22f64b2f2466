using System.Runtime.CompilerServices;

namespace Chronote.Engines.Tests;

/// <summary>Compares text with a file that people review. <c>CHRONOTE_REWRITE=1 dotnet test</c> writes the file anew; the diff is the
/// review.</summary>
internal static class Golden
{
    public static void ShouldMatch(string actual, string file, [CallerFilePath] string caller = "")
    {
        var path = PathOf(file, caller);
        if (Environment.GetEnvironmentVariable("CHRONOTE_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        actual.ShouldBe(File.ReadAllText(path), $"differs from {path}; CHRONOTE_REWRITE=1 rewrites it");
    }

    public static string[] Lines(string file, [CallerFilePath] string caller = "") => File.ReadAllLines(PathOf(file, caller));

    private static string PathOf(string file, string caller) => Path.Combine(Path.GetDirectoryName(caller)!, "testdata", file);
}
