using System.Globalization;

namespace Chronote.Domain.Transcription.Rendering;

/// <summary>Times as subtitle formats want them: hours do not wrap at a day, milliseconds are cut and never rounded up.</summary>
internal static class CueTime
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static string Format(TimeSpan at, char beforeMilliseconds)
    {
        var time = at < TimeSpan.Zero ? TimeSpan.Zero : at;
        return string.Create(CultureInfo.InvariantCulture,
            $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{beforeMilliseconds}{time.Milliseconds:000}");
    }

    // WebVTT 4.1: a cue's end must be greater than its start. Players drop a cue that breaks this, and with it the words.
    public static TimeSpan EndAfterStart(TranscriptLine line)
        => line.End >= line.Start + Shortest ? line.End : (line.Start < TimeSpan.Zero ? TimeSpan.Zero : line.Start) + Shortest;
}
