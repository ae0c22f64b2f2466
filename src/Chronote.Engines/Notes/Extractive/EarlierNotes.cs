using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>What summaries of earlier windows contribute to the notes of the whole.</summary>
internal static class EarlierNotes
{
    public static IEnumerable<NotesItem> Items(IReadOnlyList<NotesDocument> earlier, string title)
        => earlier.SelectMany(document => document.Sections).Where(section => section.Title == title).SelectMany(section => section.Items);

    /// <summary>Sentences of a section as if they had just been said; lines that only count something have no time and are left
    /// out.</summary>
    public static IReadOnlyList<Utterance> Points(IReadOnlyList<NotesDocument> earlier, string title)
        => [.. Items(earlier, title).Where(item => item.At is not null)
            .Select((item, i) => new Utterance(i, item.At, item.Speaker, item.Text, Words.Of(item.Text)))];
}
