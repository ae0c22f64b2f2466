namespace Chronote.Engines.Sound;

/// <summary>Where somebody may be speaking. Errs towards hearing: a missed word is worse than an engine asked in vain.</summary>
internal static class SpeechSpans
{
    /// <summary>Below this level nothing is ever speech.</summary>
    public const double SilenceDbfs = -60;

    /// <summary>At this level sound counts even when the unit has no quiet place to compare it with.</summary>
    public const double NoiseGateDbfs = -45;

    /// <summary>A quieter voice counts when it stands out from the room this much.</summary>
    public const double OverFloorDb = 15;

    /// <summary>Speech rises and falls with every syllable; a fan, a hum or a hiss does not.</summary>
    public const double SteadyNoiseSpreadDb = 6;

    /// <summary>Shorter sounds are clicks and key strokes: the shortest spoken word is about 100 ms long.</summary>
    public static readonly TimeSpan ShortestSpeech = TimeSpan.FromMilliseconds(80);

    /// <summary>Pauses up to this long belong to the sound around them: stops inside a word are silent.</summary>
    public static readonly TimeSpan PauseInside = TimeSpan.FromMilliseconds(200);

    // A unit this short has too few windows to tell a steady noise from a vowel.
    private static readonly TimeSpan SteadyNoiseMin = TimeSpan.FromSeconds(1);

    private const double CoreDb = 25;
    private const double FloorPercentile = 0.10;
    private const double PeakPercentile = 0.95;

    /// <summary>In order, not overlapping, relative to the unit's first sample. Empty: nothing in it can be speech.</summary>
    public static IReadOnlyList<SpeechSpan> Find(UnitSound sound)
    {
        var levels = sound.Levels();
        if (levels.Length == 0) return [];
        var sorted = levels.Order().ToArray();
        var floor = sorted[(int)((sorted.Length - 1) * FloorPercentile)];
        var peak = sorted[(int)((sorted.Length - 1) * PeakPercentile)];
        var steady = sound.Duration >= SteadyNoiseMin && peak - floor < SteadyNoiseSpreadDb;

        var runs = new List<(int First, int Last)>();
        for (var i = 0; i < levels.Length; i++)
        {
            if (!Heard(levels[i])) continue;
            if (runs.Count > 0 && (i - runs[^1].Last - 1) * UnitSound.Window <= PauseInside) runs[^1] = (runs[^1].First, i);
            else runs.Add((i, i));
        }
        return [.. runs.Where(run => Core(levels.AsSpan(run.First, run.Last - run.First + 1)) >= ShortestSpeech)
            .Select(run => new SpeechSpan(run.First * UnitSound.Window, (run.Last + 1) * UnitSound.Window))];

        bool Heard(float level)
            => level > SilenceDbfs && (level >= floor + OverFloorDb || (level >= NoiseGateDbfs && !steady));
    }

    // Opus smears a click over several windows; only those near its loudest are the sound itself.
    private static TimeSpan Core(ReadOnlySpan<float> run)
    {
        var loudest = SilenceDbfs;
        foreach (var level in run) loudest = Math.Max(loudest, level);
        var windows = 0;
        foreach (var level in run) windows += level >= loudest - CoreDb ? 1 : 0;
        return windows * UnitSound.Window;
    }
}

internal readonly record struct SpeechSpan(TimeSpan Start, TimeSpan End);
