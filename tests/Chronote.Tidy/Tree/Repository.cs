namespace Chronote.Tidy.Tree;

/// <summary>The files of this repository, by path from its root with forward slashes. What .gitignore names as a folder is no part of it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).Select(path => new SourceFile(path, Read(path)))];

    /// <summary>The sources which ship: everything but tests.</summary>
    public static IEnumerable<SourceFile> Product => Sources.Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal));

    public static IEnumerable<string> WithExtension(params string[] extensions) => Files.Where(path => extensions.Contains(Path.GetExtension(path)));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) => File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Chronote.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Chronote.sln stands in no folder above the tests.");
    }

    private static IEnumerable<string> Walk(string root)
    {
        var ignored = File.ReadAllLines(Path.Combine(root, ".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.Trim('/')).Append(".git").ToHashSet(StringComparer.Ordinal);
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var child in Directory.EnumerateDirectories(folder))
                if (!ignored.Contains(Path.GetFileName(child))) folders.Push(child);
            foreach (var file in Directory.EnumerateFiles(folder))
                if (!ignored.Contains(Path.GetFileName(file))) yield return Path.GetRelativePath(root, file).Replace('\\', '/');
        }
    }
}
