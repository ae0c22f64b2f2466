using Chronote.Domain.Transcription;

namespace Chronote.Engines.Guards;

/// <summary>Engines that lose the thread say the same words over and over: inside a segment, or segment after segment.</summary>
internal static class RepeatedText
{
    /// <summary>Longest phrase looked for inside a segment.</summary>
    public const int PhraseWordsMax = 8;

    /// <summary>Longest row of characters looked for, for scripts without spaces.</summary>
    public const int PhraseCharactersMax = 12;

    /// <summary>A phrase of three words or more said this often in a row was not said; "no, no, no, no" was.</summary>
    public const int PhraseTimesMin = 4;

    public const int WordTimesMin = 8;

    public const int CharactersTimesMin = 8;

    /// <summary>Equal segments in a row: the third and all before it count as repeats, except the first.</summary>
    public const int SegmentTimesMin = 3;

    private const int SegmentWordsMin = 3;

    /// <summary>The repetition has to make up this part of the segment.</summary>
    public const double ShareMin = 0.6;

    public static bool Inside(string text)
    {
        var words = Words.Of(text);
        for (var length = 1; length <= PhraseWordsMax; length++)
            if (Covers(words, length, length < 3 ? WordTimesMin : PhraseTimesMin)) return true;
        var letters = text.ToLowerInvariant().Where(char.IsLetterOrDigit).ToArray();
        for (var length = 1; length <= PhraseCharactersMax; length++)
            if (Covers(letters, length, CharactersTimesMin)) return true;
        return false;
    }

    /// <summary>Which segments repeat the one before them in a row of at least <see cref="SegmentTimesMin"/>.</summary>
    public static IReadOnlySet<int> Segments(IReadOnlyList<EngineSegment> segments)
    {
        var repeated = new HashSet<int>();
        var texts = segments.Select(segment => string.Join(' ', Words.Of(segment.Text))).ToArray();
        for (var start = 0; start < texts.Length;)
        {
            var end = start + 1;
            while (end < texts.Length && texts[end] == texts[start]) end++;
            if (end - start >= SegmentTimesMin && texts[start].Count(character => character == ' ') + 1 >= SegmentWordsMin)
                repeated.UnionWith(Enumerable.Range(start + 1, end - start - 1));
            start = end;
        }
        return repeated;
    }

    private static bool Covers<T>(T[] items, int length, int timesMin) where T : IEquatable<T>
    {
        var run = 0;
        var longest = 0;
        for (var i = length; i < items.Length; i++)
        {
            run = items[i].Equals(items[i - length]) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        var repeated = longest + length;
        return longest > 0 && repeated / length >= timesMin && repeated >= ShareMin * items.Length;
    }
}
