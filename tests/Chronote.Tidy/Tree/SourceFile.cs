using System.Text.RegularExpressions;

namespace Chronote.Tidy.Tree;

/// <summary>A C# file as the rules look at it.</summary>
internal sealed partial class SourceFile
{
    public SourceFile(string path, string text)
    {
        (Path, Lines) = (path, text.Split('\n'));
        if (Lines[^1].Length == 0) Lines = Lines[..^1];
        (Code, Comments) = CodeText.Split(text);
        Types = [.. TypeDeclaration().Matches(Code).Select(match => new DeclaredType(match.Groups["name"].Value, match.Groups["kind"].Value, match.Groups["indent"].Length == 0))];
    }

    public string Path { get; }
    public string[] Lines { get; }

    /// <summary>The text with comments and the contents of strings blanked, line for line.</summary>
    public string Code { get; }

    /// <summary>The text with everything but comments blanked, line for line.</summary>
    public string Comments { get; }

    public IReadOnlyList<DeclaredType> Types { get; }

    public bool IsIn(params string[] folders) => folders.Any(folder => Path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Each match as <c>path:line: the line</c>.</summary>
    public IEnumerable<string> Find(Regex pattern, string within) =>
        pattern.Matches(within).Select(match => within.AsSpan(0, match.Index).Count('\n')).Distinct().Select(line => $"{Path}:{line + 1}: {Lines[line].Trim()}");

    private const string Declaration =
        @"^(?<indent>[ \t]*)(?:(?:public|internal|private|protected|file|static|sealed|abstract|readonly|partial|ref|unsafe|new)\s+)*"
        + @"(?<kind>class|record struct|record class|record|struct|interface|enum)\s+(?<name>[A-Za-z_]\w*)";

    [GeneratedRegex(Declaration, RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();
}

/// <param name="Kind">As written: class, record, struct, interface, enum.</param>
internal sealed record DeclaredType(string Name, string Kind, bool IsOutermost);
