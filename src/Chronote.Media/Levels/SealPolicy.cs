namespace Chronote.Media.Levels;

/// <summary>When a recorder closes a chunk, all in samples at 48 kHz.</summary>
public sealed record SealSettings
{
    /// <summary>
    /// A chunk is not closed before, except by the end of its source. Default 5 s: shorter ones cost more requests than they gain in delay.
    /// </summary>
    public long ChunkSamplesMin { get; init; } = 5 * MediaLimits.TimelineHz;

    /// <summary>A chunk is closed here even in the middle of a word. Default 15 s.</summary>
    public long ChunkSamplesMax { get; init; } = 15 * MediaLimits.TimelineHz;

    /// <summary>Quiet needed to close a chunk. Default 500 ms: longer than a pause inside a sentence.</summary>
    public long GapSamples { get; init; } = MediaLimits.TimelineHz / 2;

    /// <summary>
    /// Quieter than this is always quiet, −100 to 0. Default −45 dBFS, below any intelligible speech of a usual microphone.
    /// </summary>
    public float QuietDbfs { get; init; } = -45;

    /// <summary>So much above the background noise is still quiet, 0 to 30. Default 9 dB.</summary>
    public float QuietAboveFloorDb { get; init; } = 9;

    /// <summary>
    /// The background noise is never believed to be louder. Default −35 dBFS, so that continuous speech does not become its own background.
    /// </summary>
    public float FloorDbfsMax { get; init; } = -35;
}

/// <summary>Where a track's open chunk stands. Start with <see cref="Begin"/>.</summary>
/// <param name="ChunkSamples">Samples in the open chunk.</param>
/// <param name="QuietSamples">Samples since the last frame that was not quiet, chunk borders not counted.</param>
/// <param name="FloorDbfs">The background noise as heard so far.</param>
public readonly record struct SealState(long ChunkSamples, long QuietSamples, float FloorDbfs)
{
    public static SealState Begin { get; } = new(0, 0, FrameLevel.SilenceDbfs);
}

/// <summary>What the newest frame means for the chunk it ends.</summary>
public enum SealDecision
{
    /// <summary>The chunk stays open.</summary>
    KeepOpen,

    /// <summary>Close after this frame: speech has paused.</summary>
    AfterGap,

    /// <summary>Close after this frame: the chunk is as long as it may be.</summary>
    AtLimit,
}

/// <summary>
/// Closes chunks in pauses of speech where it can: at the first gap once a chunk is long enough, else at its limit. Pure: the same levels
/// give the same chunks.
/// </summary>
public static class SealPolicy
{
    /// <summary>
    /// How fast the idea of the background noise rises while it is louder than believed: 1 dB in 500 ms. It falls at once. Speech dips to
    /// the background at least once in some seconds, so the idea follows the background, not the speech.
    /// </summary>
    private const float FloorRiseDbPerSample = 2f / MediaLimits.TimelineHz;

    /// <summary>Takes the next frame.</summary>
    /// <param name="settings">The recorder's settings.</param>
    /// <param name="state">The state after the frame before.</param>
    /// <param name="level">The level of this frame.</param>
    /// <param name="frameSamples">The frame's length, usually 960.</param>
    /// <returns>The state after this frame, already that of a new chunk when the decision is to close.</returns>
    public static (SealState State, SealDecision Decision) Next(SealSettings settings, SealState state, FrameLevel level, int frameSamples)
    {
        var floorDbfs = Math.Min(settings.FloorDbfsMax, Math.Min(level.RmsDbfs, state.FloorDbfs + frameSamples * FloorRiseDbPerSample));
        var isQuiet = level.RmsDbfs < Math.Max(settings.QuietDbfs, floorDbfs + settings.QuietAboveFloorDb);
        var next = new SealState(state.ChunkSamples + frameSamples, isQuiet ? state.QuietSamples + frameSamples : 0, floorDbfs);

        var decision = next switch
        {
            _ when next.ChunkSamples >= settings.ChunkSamplesMin && next.QuietSamples >= settings.GapSamples => SealDecision.AfterGap,
            _ when next.ChunkSamples + frameSamples > settings.ChunkSamplesMax => SealDecision.AtLimit,
            _ => SealDecision.KeepOpen,
        };
        return (decision == SealDecision.KeepOpen ? next : next with { ChunkSamples = 0 }, decision);
    }
}
