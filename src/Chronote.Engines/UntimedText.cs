using System.Text.RegularExpressions;
using Chronote.Domain.Notes;
using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines;

/// <summary>Times for text that came without any: sentences laid over the audible parts of the unit, in proportion to their
/// length.</summary>
/// <remarks>Right to a few seconds, which is what a reader who clicks a line needs; a single line of two minutes would not be.</remarks>
internal static partial class UntimedText
{
    public static IReadOnlyList<EngineSegment> Spread(string text, UnitSound sound)
    {
        var sentences = SentenceEnd().Split(MarkdownText.OneLine(text)).Where(sentence => sentence.Length > 0).ToArray();
        if (sentences.Length == 0) return [];
        var spans = SpeechSpans.Find(sound);
        if (spans.Count == 0) spans = [new SpeechSpan(TimeSpan.Zero, sound.Duration)];
        var spoken = spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + (span.End - span.Start));
        var characters = sentences.Sum(sentence => sentence.Length);

        var segments = new List<EngineSegment>();
        var before = 0;
        foreach (var sentence in sentences)
        {
            var start = Place(spans, spoken * ((double)before / characters), atEnd: false);
            before += sentence.Length;
            segments.Add(new EngineSegment(start, Place(spans, spoken * ((double)before / characters), atEnd: true), sentence));
        }
        return segments;
    }

    // The end of one span and the start of the next are the same point of speech; which of them is meant depends on the side.
    private static TimeSpan Place(IReadOnlyList<SpeechSpan> spans, TimeSpan spoken, bool atEnd)
    {
        foreach (var span in spans)
        {
            var length = span.End - span.Start;
            if (spoken < length || (atEnd && spoken == length)) return span.Start + spoken;
            spoken -= length;
        }
        return spans[^1].End;
    }

    [GeneratedRegex(@"(?<=[.?!…。？！]) +|(?<=[。？！])")]
    private static partial Regex SentenceEnd();
}
