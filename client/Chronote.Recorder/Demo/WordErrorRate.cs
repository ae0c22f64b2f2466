using System.Text.RegularExpressions;
using Chronote.Recorder.Arguments;

namespace Chronote.Recorder.Demo;

/// <summary>How far a transcript is from what was said: wrong, missing and added words over words said.</summary>
internal readonly partial record struct WordErrorRate(int Errors, int Words)
{
    /// <summary>0 when nothing was said.</summary>
    public double Rate => Words == 0 ? 0 : Errors / (double)Words;

    public static WordErrorRate Of(string said, string heard)
    {
        var (from, to) = (WordsOf(said), WordsOf(heard));
        return new WordErrorRate(EditDistance.Between<string>(from, to), from.Length);
    }

    public static WordErrorRate operator +(WordErrorRate a, WordErrorRate b) => new(a.Errors + b.Errors, a.Words + b.Words);

    public override string ToString() => $"{Rate:P1} ({Errors} of {Words} words)";

    // Case, punctuation and marks an engine puts between words say nothing about hearing; an apostrophe belongs to its word.
    private static string[] WordsOf(string text) => [.. Word().Matches(text.ToLowerInvariant().Replace('’', '\'')).Select(match => match.Value)];

    [GeneratedRegex(@"[\p{L}\p{N}]+(?:'[\p{L}]+)?")]
    private static partial Regex Word();
}
