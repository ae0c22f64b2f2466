using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Documents;

/// <summary>What stands here is about the product, and true on every machine.</summary>
public partial class TraceTests
{
    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".ogg", ".opus", ".wav", ".flac", ".webm", ".woff2", ".db", ".bin"];

    private static IEnumerable<(string Path, int Number, string Line)> Lines =>
        Repository.Files.Where(path => !Binary.Contains(Path.GetExtension(path)))
            .SelectMany(path => Repository.Read(path).Split('\n').Select((line, index) => (path, index + 1, line)));

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() => Found(MachineFolder()).ShouldBeNone("Name it from the repository's root, or by a variable.");

    [Fact]
    public void No_file_names_a_package_registry() => Found(Registry()).ShouldBeNone("Where packages come from is the machine's affair.");

    [Fact]
    public void No_text_tells_how_it_came_about() =>
        Found(Making()).Where(line => !line.StartsWith("tests/Chronote.Tidy/", StringComparison.Ordinal)).ShouldBeNone("Say what the product does; how the text came about belongs nowhere.");

    [Fact]
    public void Requirement_ids_stand_in_one_document() =>
        Found(RequirementId()).Where(line => !line.StartsWith("docs/REQUIREMENTS.md:", StringComparison.Ordinal)).ShouldBeNone("Only docs/REQUIREMENTS.md cites them; elsewhere say what is meant.");

    private static IEnumerable<string> Found(Regex pattern) => Lines.Where(line => pattern.IsMatch(line.Line)).Select(line => $"{line.Path}:{line.Number}: {line.Line.Trim()}");

    [GeneratedRegex(@"(?<![\w.~$}/:*])/(?:home|root|Users|work|mnt)/[\w.]|\b[A-Z]:\\Users\\")]
    private static partial Regex MachineFolder();

    [GeneratedRegex(@"https?://[^\s""'<>)]*(?:nuget|npmjs|npm\.|registry|pypi|artifactory)", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();

    [GeneratedRegex(@"\b(?:worktree|as (?:requested|instructed)|the (?:brief|prompt) (?:says|asks))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Making();

    [GeneratedRegex(@"\bS[0-4]-\d\d\b")]
    private static partial Regex RequirementId();
}
