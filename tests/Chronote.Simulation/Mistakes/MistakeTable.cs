using System.Globalization;

namespace Chronote.Simulation.Mistakes;

/// <summary>The table of mistakes in this project's README: which sentence each breaks and how many seeds it takes to notice. Made by <c>--mistakes</c>.</summary>
internal static class MistakeTable
{
    private const string Begin = "<!-- made by --mistakes -->";
    private const string End = "<!-- end -->";
    private const string NotFound = "not found";
    private const int FindingLengthMax = 110;

    /// <summary>Hunts each mistake from the first seed on and writes the table anew.</summary>
    /// <param name="tell">Hears of each mistake as it is found.</param>
    public static void Write(string readme, Action<string> tell)
    {
        var (hunt, lines, found) = (new MistakeHunt(), new List<string>(), 0);
        foreach (var mistake in MistakeHunt.All)
        {
            var outcome = hunt.Find(mistake.GetType(), Enumerable.Range(1, MistakeHunt.SeedsMax).Select(seed => (ulong)seed));
            if (outcome is not null) found++;
            var seed = outcome?.Options.Seed.ToString(CultureInfo.InvariantCulture) ?? NotFound;
            lines.Add($"| {mistake.Theme} | {mistake.Section} | {mistake.Sentence} | `{mistake.GetType().Name}` | {seed} | {Short(outcome?.Findings[0])} |");
            tell(lines[^1]);
        }
        var text = File.ReadAllText(readme);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        File.WriteAllText(readme, string.Join('\n', [
            text[..begin], "", $"{found} of {lines.Count} mistakes are found within {MistakeHunt.SeedsMax:#,0} seeds.", "",
            "| about | design, section | sentence | mistake | seeds | first told as |", "|---|---|---|---|---|---|", .. lines, "", text[end..]]));
    }

    /// <summary>The seed that each mistake was found with when the table was made; null where none did.</summary>
    public static IReadOnlyDictionary<string, ulong?> Read(string readme) => File.ReadLines(readme)
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length > 6 && cells[4].StartsWith('`'))
        .ToDictionary(cells => cells[4].Trim('`'), cells => ulong.TryParse(cells[5], CultureInfo.InvariantCulture, out var seed) ? (ulong?)seed : null);

    private static string Short(string? finding)
    {
        var line = (finding ?? "").Split('\n')[0].Replace('|', ' ');
        return line.Length > FindingLengthMax ? line[..FindingLengthMax] + "…" : line;
    }
}
