using System.Runtime.CompilerServices;

namespace Chronote.Golden;

/// <summary>The files in <c>testdata</c>: <c>NAME.vVERSION.KIND</c>. One that was committed never changes again, because somewhere a disk holds the like of it.</summary>
internal static class GoldenFiles
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Here())!, "testdata");

    public static IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static string NameOf(Sample sample, int version) => $"{sample.Name}.v{version}.{sample.Kind}";

    /// <summary>Null when there is none.</summary>
    public static string? Read(Sample sample, int version)
    {
        var path = Path.Combine(Folder, NameOf(sample, version));
        if (File.Exists(path)) return File.ReadAllText(path);
        if (Environment.GetEnvironmentVariable("CHRONOTE_REWRITE") != "1" || version != sample.Versions) return null;
        File.WriteAllText(path, sample.Write());
        return sample.Write();
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
