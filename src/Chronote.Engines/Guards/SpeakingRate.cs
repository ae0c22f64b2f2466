using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;

namespace Chronote.Engines.Guards;

/// <summary>More syllables than a mouth can form in the time there was sound: the sentence was invented over a cough or a click.</summary>
internal static class SpeakingRate
{
    /// <summary>People speak 4 to 6 syllables a second and reach 9 in bursts; invented sentences stand at 20 to 50.</summary>
    public const double SyllablesPerSecondMax = 12;

    /// <summary>Sound shorter than this counts as this long: below it a rate says nothing.</summary>
    public static readonly TimeSpan AudibleMin = TimeSpan.FromMilliseconds(300);

    /// <summary>Engines place words a little early or late.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(300);

    public static bool IsImpossible(EngineSegment segment, IReadOnlyList<SpeechSpan> spans)
    {
        var start = segment.Start - Tolerance;
        var end = segment.End + Tolerance;
        var audible = TimeSpan.Zero;
        foreach (var span in spans)
        {
            var overlap = (span.End < end ? span.End : end) - (span.Start > start ? span.Start : start);
            if (overlap > TimeSpan.Zero) audible += overlap;
        }
        var seconds = (audible < AudibleMin ? AudibleMin : audible).TotalSeconds;
        return Syllables.Count(segment.Text) / seconds > SyllablesPerSecondMax;
    }
}
