using Chronote.Domain.Notes;
using Chronote.Domain.Transcription;

namespace Chronote.Engines;

/// <summary>Makes an engine's times ones that can be trusted: inside the unit, in order, none ending before it starts.</summary>
internal static class UnitTimes
{
    public const int SegmentsMax = 2_000;
    public const int SegmentCharactersMax = 4_000;

    /// <summary>Segments without text are left out; their words on one line.</summary>
    public static IReadOnlyList<EngineSegment> Within(IEnumerable<EngineSegment> segments, TimeSpan unit)
    {
        var kept = new List<EngineSegment>();
        foreach (var segment in segments)
        {
            var text = MarkdownText.OneLine(segment.Text);
            if (text.Length == 0) continue;
            text = Clip.Start(text, SegmentCharactersMax);
            var start = Clamp(segment.Start, unit);
            var end = Clamp(segment.End, unit);
            kept.Add(segment with { Start = start, End = end < start ? start : end, Text = text });
            if (kept.Count == SegmentsMax) break;
        }
        return [.. kept.OrderBy(segment => segment.Start)];
    }

    /// <summary>Seconds out of somebody else's JSON: not a number and absurd values become the nearest possible time.</summary>
    public static TimeSpan FromSeconds(double seconds)
        => double.IsNaN(seconds) ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));

    private static TimeSpan Clamp(TimeSpan at, TimeSpan unit) => at < TimeSpan.Zero ? TimeSpan.Zero : at > unit ? unit : at;
}
