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

    private const double FloorPercentile = 0.10;
    private const double PeakPercentile = 0.95;

    /// <summary>In order, not overlapping, relative to the unit's first sample. Empty: nothing in it can be speech.</summary>
    public static IReadOnlyList<SpeechSpan> Find(UnitSound sound)
    {
        var levels = Levels.Of(sound.Samples);
        if (levels.Length == 0) return [];
        var sorted = levels.Order().ToArray();
        var floor = sorted[(int)((sorted.Length - 1) * FloorPercentile)];
        var peak = sorted[(int)((sorted.Length - 1) * PeakPercentile)];
        var steady = sound.Duration >= SteadyNoiseMin && peak - floor < SteadyNoiseSpreadDb;

        var runs = new List<SpeechSpan>();
        for (var i = 0; i < levels.Length; i++)
        {
            if (!Heard(levels[i])) continue;
            var start = i * Levels.Window;
            if (runs.Count > 0 && start - runs[^1].End <= PauseInside)
                runs[^1] = new SpeechSpan(runs[^1].Start, start + Levels.Window, runs[^1].Audible + Levels.Window);
            else
                runs.Add(new SpeechSpan(start, start + Levels.Window, Levels.Window));
        }
        return [.. runs.Where(run => run.Audible >= ShortestSpeech)];

        bool Heard(double level)
            => level > SilenceDbfs && (level >= floor + OverFloorDb || (level >= NoiseGateDbfs && !steady));
    }
}

/// <param name="Audible">The part of the span that is loud enough; at most its length.</param>
internal readonly record struct SpeechSpan(TimeSpan Start, TimeSpan End, TimeSpan Audible);
