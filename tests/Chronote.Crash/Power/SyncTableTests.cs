using System.Text.RegularExpressions;

namespace Chronote.Crash.Power;

/// <summary>The table in this project's README, the list it is made of, and the product's sources say the same.</summary>
public sealed partial class SyncTableTests
{
    private const string Heading = "| place | code | what it promises | breaks a promise when removed |";

    private const string Calls =
        """Flush\(flushToDisk: true\)|FlushToDisk\(|DirectorySync\.\w+\(|FolderSync\.\w+\(|\b(Try)?Sync\(parent\)|File\.(Move|Replace)\(|Directory\.Move\(|files\.Sync\w*\(""";

    private const string Statements = """PRAGMA synchronous|PRAGMA auto_vacuum =|wal_checkpoint\(|set_config\('synchronous_commit'""";

    private static readonly string[] Product = ["src", "grains", "silo", "client"];

    private static readonly string _root = Above(AppContext.BaseDirectory);

    [Fact]
    public void The_readme_holds_the_table()
    {
        var lines = File.ReadAllLines(Path.Combine(_root, "tests/Chronote.Crash/README.md"));
        var found = lines.SkipWhile(line => line != Heading).TakeWhile(line => line.StartsWith('|')).Skip(2).ToList();
        found.ShouldBe(SyncPoint.All.Select(point => point.Row), $"It should be:\n{Heading}\n|---|---|---|---|\n{string.Join('\n', SyncPoint.All.Select(point => point.Row))}\n");
    }

    [Fact]
    public void Every_line_that_makes_something_durable_is_in_the_table() =>
        Lines().Where(line => !SyncPoint.All.Any(point => Is(point, line))).Select(line => $"{line.File} {line.Member}: {line.Text}")
            .ShouldBeEmpty("each needs a row, and a removal that breaks a promise");

    [Fact]
    public void Every_row_of_the_table_is_in_the_sources()
    {
        var lines = Lines().ToList();
        SyncPoint.All.Where(point => !lines.Any(line => Is(point, line))).Select(point => point.Row).ShouldBeEmpty();
    }

    [Fact]
    public void Every_row_has_a_removal_or_a_test_and_every_removal_has_a_row()
    {
        SyncPoint.All.SelectMany(point => point.Removals).Distinct().Order().ShouldBe(Removal.All.Select(removal => removal.Name).Order());
        foreach (var point in SyncPoint.All.Where(point => point.Removals.Count == 0))
            Sources("tests").Any(file => File.ReadAllText(file).Contains($"public async Task {point.Test}(", StringComparison.Ordinal)).ShouldBeTrue(point.Row);
    }

    private static bool Is(SyncPoint point, Line line) => (point.File, point.Member) == (line.File, line.Member) && line.Text.Contains(point.Code, StringComparison.Ordinal);

    private static IEnumerable<Line> Lines()
    {
        foreach (var file in Product.SelectMany(Sources))
        {
            var member = "";
            foreach (var line in File.ReadLines(file))
            {
                if (Member().Match(line) is { Success: true } match) member = match.Groups[1].Value;
                if (!line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Durable().IsMatch(line))
                    yield return new Line(Path.GetRelativePath(_root, file).Replace('\\', '/'), member, line.Trim());
            }
        }
    }

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(_root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts"));

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "Chronote.sln")) ? folder : Above(Path.GetDirectoryName(folder)!);

    // What is asked of a sync helper counts where it is asked; of the helpers' own lines only those that choose what is synced.
    [GeneratedRegex(Calls + "|" + Statements)]
    private static partial Regex Durable();

    // A method, a constructor or a constant of a type.
    [GeneratedRegex("""^ {4,8}(?:(?:public|private|internal|protected|static|async|override|readonly|partial|const|new)\s+)+(?:[\w<>\[\]?,.() ]+?\s+)?(\w+)(?:\s*=[^>]|<\w+>\(|\()""")]
    private static partial Regex Member();

    private sealed record Line(string File, string Member, string Text);
}
