using Chronote.Domain.Transcription;

namespace Chronote.Engines.PocketSphinx;

/// <summary>Words to segments: a segment ends where the speaker pauses.</summary>
internal static class Phrases
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);
    /// <summary>Past this length a short pause ends a segment too, so that a line fits a screen.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestSegment = TimeSpan.FromSeconds(16);

    public static IReadOnlyList<EngineSegment> Split(IEnumerable<SpokenWord> words)
    {
        var segments = new List<EngineSegment>();
        var phrase = new List<SpokenWord>();
        foreach (var word in words)
        {
            if (phrase.Count > 0 && EndsBefore(word, phrase)) Close();
            phrase.Add(word);
        }
        if (phrase.Count > 0) Close();
        return segments;

        void Close()
        {
            segments.Add(new EngineSegment(phrase[0].Start, phrase[^1].End, string.Join(' ', phrase.Select(word => word.Text))));
            phrase.Clear();
        }
    }

    private static bool EndsBefore(SpokenWord word, List<SpokenWord> phrase)
    {
        var gap = word.Start - phrase[^1].End;
        var length = word.End - phrase[0].Start;
        return gap >= Pause || (length > Long && gap >= ShortPause) || length > LongestSegment;
    }
}
