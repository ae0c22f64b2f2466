namespace Chronote.Client.Timeline;

/// <summary>What happens between two chunks so that the next one lies where the clock says.</summary>
/// <param name="DropPackets">Silent 20 ms packets to leave away at the end of the chunk just sealed.</param>
/// <param name="GapSamples">Room left after it.</param>
/// <param name="Stalled">The source stood still for so long that it is a gap of its own, worth telling.</param>
public readonly record struct PlaceCorrection(int DropPackets, long GapSamples, bool Stalled = false);

/// <summary>
/// Gives the chunks of one run their places: one after the other without a seam, and corrected for the source's drift only where nobody
/// hears it, in silence. Audio is never resampled.
/// </summary>
public sealed class TrackPlaces(long startSamples)
{
    /// <summary>2.5 ms, the shortest Opus frame: gaps are whole multiples, so that silence can fill them exactly.</summary>
    public const long GapStepSamples = 120;

    // A chunk ends in 500 ms of silence; most of it stays, so that words do not run together.
    private const int SilentPacketsKept = 10;
    private static readonly long AheadMin = 10 * Samples.PerMillisecond;
    private static readonly long StallMin = Samples.PerSecond;

    /// <summary>Where the next chunk begins.</summary>
    public long NextStartSamples { get; private set; } = startSamples;

    /// <summary>A chunk was placed at <see cref="NextStartSamples"/>.</summary>
    public void Placed(long durationSamples) => NextStartSamples += durationSamples;

    /// <summary>Moves everything that is still to be placed, when the wall clock's estimate turned out wrong by this much.</summary>
    public void Shift(long samples) => NextStartSamples = Math.Max(0, NextStartSamples + samples);

    /// <summary>Decides what to do at the end of a chunk, before it is placed.</summary>
    /// <param name="durationSamples">Of the chunk being sealed.</param>
    /// <param name="nextEstimateSamples">Where the clock says that the next chunk begins.</param>
    /// <param name="silentPacketsAtEnd">Whole packets of silence at its end; 0 when it was cut in the middle of sound.</param>
    public PlaceCorrection Correct(long durationSamples, long nextEstimateSamples, int silentPacketsAtEnd)
    {
        var behind = nextEstimateSamples - (NextStartSamples + durationSamples);
        if (behind >= StallMin) return new PlaceCorrection(0, WholeSteps(behind), Stalled: true);
        if (silentPacketsAtEnd == 0) return default;
        if (behind >= GapStepSamples) return new PlaceCorrection(0, WholeSteps(behind));
        if (behind > -AheadMin) return default;
        var droppable = Math.Max(0, silentPacketsAtEnd - SilentPacketsKept);
        var drop = (int)Math.Min(droppable, (-behind + Samples.PerPacket - 1) / Samples.PerPacket);
        return new PlaceCorrection(drop, WholeSteps(Math.Max(0, drop * Samples.PerPacket + behind)));
    }

    /// <summary>Leaves room on the timeline.</summary>
    public void Skip(long gapSamples) => NextStartSamples += gapSamples;

    private static long WholeSteps(long samples) => samples / GapStepSamples * GapStepSamples;
}
