using Chronote.Media.Opus;

namespace Chronote.Media.Timeline;

/// <summary>
/// Decides where each packet of a track goes, and where silence goes. Pure: assembly writes what it says, proof repeats it against the
/// file.
/// </summary>
/// <remarks>
/// Packets can only be placed in steps of 2.5 ms (120 samples), the shortest silence there is. A place is rounded down from the chunk's own
/// start, never from the place before, so rounding does not accumulate. A chunk that starts in time already filled follows at once, late by
/// less than one of its packets: its leading packets whose whole span is filled are left out. Per chunk call <see cref="Begin"/>, then
/// <see cref="TryFill"/> up to <see cref="FillUntilSamples"/>, then <see cref="Place"/> for each packet.
/// </remarks>
public sealed class TimelinePlan
{
    private long dueSamples;
    private bool leading;

    public TimelinePlan(TimelineCursor from) => PositionSamples = from.PositionSamples;

    /// <summary>End of what was placed so far: a multiple of 120, from −3,840.</summary>
    public long PositionSamples { get; private set; }

    /// <summary>Where the next packet of the chunk belongs by the chunk's own start.</summary>
    public long FillUntilSamples => dueSamples;

    /// <summary>By how much the next packet will be late (or early: up to 119 samples, when negative).</summary>
    public long LateSamples => PositionSamples - dueSamples;

    /// <summary>Begins a chunk; its packets begin <paramref name="preSkipSamples"/> before its start.</summary>
    public void Begin(long startSamples, int preSkipSamples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(startSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startSamples, MediaLimits.TimelineSamplesMax);
        dueSamples = startSamples - preSkipSamples;
        leading = true;
    }

    /// <summary>Passes over a packet that the previous window has dealt with; the following ones join it without fill.</summary>
    public void PassOver(int durationSamples)
    {
        dueSamples += durationSamples;
        leading = false;
    }

    /// <summary>Places one packet of silence if the time until <paramref name="untilSamples"/> leaves room for one.</summary>
    /// <remarks>No silence crosses a line of the page grid, so that a window ends in silence exactly where the next begins.</remarks>
    /// <param name="untilSamples">Filled up to here, rounded down to 120 samples.</param>
    /// <param name="durationSamples">The packet's duration, see <see cref="OpusSilence.Packet"/>.</param>
    public bool TryFill(long untilSamples, out int durationSamples)
    {
        var room = Math.Min(untilSamples, TimelineGrid.NextLine(PositionSamples)) - PositionSamples;
        durationSamples = room < MediaLimits.PlacementStepSamples ? 0 : OpusSilence.LongestWithin(room);
        PositionSamples += durationSamples;
        return durationSamples > 0;
    }

    /// <summary>Whether <see cref="Place"/> would leave the packet out.</summary>
    // Only leading packets: once a chunk has begun to sound it sounds without a hole.
    public bool LeavesOut(int durationSamples) => leading && dueSamples + durationSamples <= PositionSamples;

    /// <summary>Places the next packet of the chunk directly after what is there, or leaves it out.</summary>
    /// <returns>False when the packet's whole span is filled already and no packet of its chunk was placed: it is left out.</returns>
    public bool Place(int durationSamples)
    {
        var leavesOut = LeavesOut(durationSamples);
        dueSamples += durationSamples;
        if (leavesOut)
            return false;
        leading = false;
        PositionSamples += durationSamples;
        return true;
    }
}
