using Chronote.Domain.Notes;

namespace Chronote.Engines.Notes.Extractive;

/// <summary>Lines of a transcript to sentences. Engines cut lines at pauses, people do not; some engines write no punctuation at
/// all.</summary>
internal static class Utterances
{
    private const int JoinedCharactersMax = 400;
    private const int FragmentWordsMax = 5;
    private const double PunctuatedShare = 0.3;
    private static readonly TimeSpan JoinWithin = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Utterance> Of(IReadOnlyList<NotesLine> lines)
    {
        var punctuated = lines.Count(line => EndsSentence(line.Text)) >= lines.Count * PunctuatedShare;
        var utterances = new List<Utterance>();
        foreach (var line in Joined(lines, punctuated))
            foreach (var (text, offset) in Sentences(line.Text))
            {
                var words = Words.Of(text);
                if (words.Length == 0) continue;
                var at = line.At + Spoken(line.Text.AsSpan(0, offset));
                utterances.Add(new Utterance(utterances.Count, at, line.Speaker, Neat(text), words));
            }
        return utterances;
    }

    private static IEnumerable<NotesLine> Joined(IReadOnlyList<NotesLine> lines, bool punctuated)
    {
        NotesLine? open = null;
        var last = TimeSpan.Zero;
        foreach (var raw in lines)
        {
            var line = raw with { Text = MarkdownText.OneLine(raw.Text) };
            if (line.Text.Length == 0) continue;
            if (open is not null && Continues(open, line, last, punctuated))
            {
                open = open with { Text = $"{open.Text} {line.Text}" };
            }
            else
            {
                if (open is not null) yield return open;
                open = line;
            }
            last = line.At;
        }
        if (open is not null) yield return open;
    }

    private static bool Continues(NotesLine open, NotesLine next, TimeSpan last, bool punctuated)
        => open.Speaker == next.Speaker
            && next.At - last <= JoinWithin
            && open.Text.Length + next.Text.Length < JoinedCharactersMax
            && !EndsSentence(open.Text)
            && (punctuated || Words.Of(open.Text).Length <= FragmentWordsMax);

    private static bool EndsSentence(string text)
        => text.TrimEnd('"', '\'', ')', '”', '»', ' ') is { Length: > 0 } bare && ".?!…。？！".Contains(bare[^1]);

    private static IEnumerable<(string Text, int Offset)> Sentences(string line)
    {
        var start = 0;
        for (var i = 0; i < line.Length; i++)
        {
            var ends = line[i] is '。' or '？' or '！'
                || (line[i] is '.' or '?' or '!' && (i + 1 == line.Length || line[i + 1] == ' ') && !Abbreviates(line, i));
            if (!ends && i + 1 < line.Length) continue;
            var text = line[start..(i + 1)].Trim();
            if (text.Length > 0) yield return (text, start);
            start = i + 1;
        }
    }

    // "Dr. Meyer", "e.g. tomorrow", "J. Smith": a full stop after one letter or a known short form ends nothing.
    private static bool Abbreviates(string line, int stop)
    {
        if (line[stop] != '.' || stop + 1 == line.Length) return false;
        var word = line[(line.LastIndexOf(' ', stop) + 1)..stop];
        return (word.Length == 1 && word != "I")
            || word is "Dr" or "Mr" or "Mrs" or "Ms" or "St" or "vs" or "e.g" or "i.e" or "approx" or "No";
    }

    // Where inside a long line a sentence began: people speak about 14 characters a second.
    private static TimeSpan Spoken(ReadOnlySpan<char> before) => TimeSpan.FromSeconds(Math.Floor(before.Length / 14.0));

    private static string Neat(string text)
    {
        var clipped = Clip.Sentence(text, JoinedCharactersMax);
        return char.ToUpperInvariant(clipped[0]) + clipped[1..];
    }
}
