using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes;

/// <summary>Fits sections into a number of characters, as they will be shown.</summary>
internal static class NotesBudget
{
    /// <summary>Room for the line that names the writer, beside its name.</summary>
    private const int SignatureCharacters = 24;

    /// <summary>A document that is, as Markdown and without its title, at most <paramref name="charactersMax"/> long.</summary>
    public static NotesDocument Document(string writer, IReadOnlyList<NotesSection> sections, int charactersMax)
        => new(writer, Fit(sections, charactersMax - MarkdownText.Escape(writer).Length - SignatureCharacters));

    /// <summary>Takes the best item of every section, then the second of every section and so on while they fit; shows each section in
    /// order of time, and speaker by speaker where it is about them.</summary>
    /// <param name="sections">Items of each, most important first. Sections left without an item are left out.</param>
    private static IReadOnlyList<NotesSection> Fit(IReadOnlyList<NotesSection> sections, int charactersMax)
    {
        var left = charactersMax;
        var kept = sections.Select(_ => new List<NotesItem>()).ToArray();
        var ranks = sections.Count == 0 ? 0 : sections.Max(section => section.Items.Count);
        for (var rank = 0; rank < ranks; rank++)
            for (var i = 0; i < sections.Count; i++)
            {
                if (rank >= sections[i].Items.Count) continue;
                var cost = NotesMarkdown.Item(sections[i].Items[rank]).Length + 1 + (kept[i].Count == 0 ? sections[i].Title.Length + 6 : 0);
                if (cost > left) continue;
                kept[i].Add(sections[i].Items[rank]);
                left -= cost;
            }
        return [.. sections.Select((section, i) => section with { Items = Shown(section.Title, kept[i]) })
            .Where(section => section.Items.Count > 0)];
    }

    private static IReadOnlyList<NotesItem> Shown(string title, List<NotesItem> items)
    {
        var speakers = title == SectionTitles.PerSpeaker ? items.Select(item => item.Speaker).Distinct().ToList() : [];
        return [.. items.OrderBy(item => speakers.IndexOf(item.Speaker)).ThenBy(item => item.At ?? TimeSpan.MinValue)];
    }
}
