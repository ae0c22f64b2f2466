using System.Text.RegularExpressions;
using Chronote.Tidy.Tree;

namespace Chronote.Tidy.Documents;

/// <summary>Every row of docs/REQUIREMENTS.md has an id first, and last what shows it: quoted names which exist, or the word planned.</summary>
public partial class RequirementTests
{
    private const string Document = "docs/REQUIREMENTS.md";

    private static IEnumerable<(string Line, string[] Cells)> Rows => !Repository.Exists(Document) ? [] :
        Repository.Read(Document).Split('\n').Where(line => line.StartsWith('|') && !Ruler().IsMatch(line))
            .Select(line => (line, Cells: UnescapedBar().Split(line.Trim().Trim('|')).Select(cell => cell.Trim()).ToArray()))
            .Where(row => !row.Cells[0].Equals("id", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Every_row_has_an_id() =>
        Rows.Where(row => !Ids().IsMatch(row.Cells[0])).Select(row => row.Line).ShouldBeNone("The first cell holds one or more ids.");

    [Fact]
    public void No_id_stands_twice() =>
        Rows.SelectMany(row => row.Cells[0].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)).GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key)
            .ShouldBeNone("One row per id.");

    [Fact]
    public void What_shows_a_requirement_exists()
    {
        var tests = Repository.Sources.Where(file => file.IsIn("tests/")).SelectMany(file => TestMethod().Matches(file.Code).Select(match => match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var commands = Repository.Read("chronote");
        Rows.Where(row => !row.Cells[^1].Contains("planned", StringComparison.Ordinal))
            .SelectMany(row => Quoted().Matches(row.Cells[^1]).Select(match => match.Groups[1].Value).DefaultIfEmpty("(nothing named)")
                .Where(name => !Exists(name)).Select(name => $"{row.Cells[0]}: {name}"))
            .ShouldBeNone("The last cell quotes a test, a file, a command of ./chronote or ./test which exists, or says planned.");

        bool Exists(string name) =>
            name.StartsWith("./chronote ", StringComparison.Ordinal) ? Regex.IsMatch(commands, $@"^\s+{Regex.Escape(name.Split(' ')[1])}\b", RegexOptions.Multiline)
            : name.StartsWith("./test", StringComparison.Ordinal) ? Repository.Exists("test")
            : tests.Contains(name.Split('.')[^1]) || Repository.Exists(name.Split('#')[0]);
    }

    [GeneratedRegex(@"^\|[\s:|-]+\|?$")]
    private static partial Regex Ruler();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex UnescapedBar();

    [GeneratedRegex(@"^[A-Z]+\d*(-\d+)?([ ,]+[A-Z]+\d*(-\d+)?)*$")]
    private static partial Regex Ids();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^;{]*?\b(?:Task|ValueTask|void)\s+(\w+)\s*\(", RegexOptions.Singleline)]
    private static partial Regex TestMethod();
}
