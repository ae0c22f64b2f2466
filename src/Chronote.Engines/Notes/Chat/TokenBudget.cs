using Chronote.Domain.Notes;
using Chronote.Engines.Notes.Extractive;

namespace Chronote.Engines.Notes.Chat;

/// <summary>Keeps a transcript inside a model's context. Estimates: every model counts tokens its own way.</summary>
internal static class TokenBudget
{
    /// <summary>Tokens of time and name in front of a line.</summary>
    private const int TokensPerLine = 8;

    /// <summary>A token is about four Latin characters, and one of most other scripts.</summary>
    public static int Estimate(string text)
    {
        var latin = text.Count(character => character < '\u0250');
        return (latin + 3) / 4 + text.Length - latin;
    }

    /// <returns>All lines, or the most telling sentences that fit, in order of time.</returns>
    public static (IReadOnlyList<NotesLine> Lines, bool Shortened) Fit(IReadOnlyList<NotesLine> lines, int tokensMax)
    {
        if (lines.Sum(line => (long)Estimate(line.Text) + TokensPerLine) <= tokensMax) return (lines, false);
        var left = tokensMax;
        var kept = new List<Utterance>();
        foreach (var utterance in new KeyPoints(Utterances.Of(lines)).Ranked)
        {
            var cost = Estimate(utterance.Text) + TokensPerLine;
            if (cost > left) continue;
            left -= cost;
            kept.Add(utterance);
        }
        return ([.. kept.OrderBy(utterance => utterance.Order).Select(Line)], true);
    }

    private static NotesLine Line(Utterance said) => new(said.At ?? TimeSpan.Zero, said.Speaker ?? "", said.Text);
}
