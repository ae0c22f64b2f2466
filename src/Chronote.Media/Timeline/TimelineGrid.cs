namespace Chronote.Media.Timeline;

/// <summary>
/// The fixed page grid of assembled files. All positions are samples at 48 kHz on the meeting's timeline; the file begins a little before
/// 0.
/// </summary>
public static class TimelineGrid
{
    /// <summary>
    /// Timeline per page: 500 ms. A page holds the packets that begin in its half second, so the grid, the number of pages and their
    /// sequence numbers follow from the timeline alone. Short enough to seek by, long enough that page headers and lacing stay below 3 % of
    /// 32 kbit/s speech.
    /// </summary>
    public const int PageSamples = 24_000;

    /// <summary>
    /// Pre-skip of every assembled file: 80 ms of silence before 0, after which a decoder has converged (RFC 7845 section 4.2).
    /// </summary>
    public const int PreRollSamples = 3_840;

    /// <summary>Where the first packet of a file begins.</summary>
    public const long BeginSamples = -PreRollSamples;

    /// <summary>The page that holds a packet beginning at <paramref name="positionSamples"/>; the pre-roll shares page 0.</summary>
    public static long PageAt(long positionSamples) => Math.Max(0, positionSamples) / PageSamples;

    /// <summary>
    /// The first grid line behind a position: a multiple of <see cref="PageSamples"/>; 0 also counts, as the end of the pre-roll.
    /// </summary>
    public static long NextLine(long positionSamples) => positionSamples < 0 ? 0 : (positionSamples / PageSamples + 1) * PageSamples;

    /// <summary>The granule position of a place on the timeline (RFC 7845 section 4: pre-skip counts).</summary>
    public static long GranuleAt(long positionSamples) => positionSamples + PreRollSamples;

    internal static long RoundUpToStep(long samples) =>
        (samples + MediaLimits.PlacementStepSamples - 1) / MediaLimits.PlacementStepSamples * MediaLimits.PlacementStepSamples;
}
