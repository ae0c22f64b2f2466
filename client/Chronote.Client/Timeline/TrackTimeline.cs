namespace Chronote.Client.Timeline;

/// <summary>
/// One run of one track on the timeline: from the source's sample count to places, whether the anchor is measured or still reckoned from the
/// wall clock. A source without a clock of its own (a file) keeps its own time: it is placed once and never corrected.
/// </summary>
public sealed class TrackTimeline
{
    private readonly TimelineClock clock;
    private readonly TrackPlaces places;
    private readonly SourceClock? source;

    private TrackTimeline(TimelineClock clock, long startSamples, bool isEstimated, SourceClock? source)
    {
        (this.clock, this.source, IsEstimated) = (clock, source, isEstimated);
        places = new TrackPlaces(startSamples);
    }

    /// <summary>A device whose first samples have just arrived.</summary>
    /// <param name="capturedSamples">How many.</param>
    /// <param name="monotonicSamples">Our monotonic clock at their arrival.</param>
    /// <param name="notBeforeSamples">Where the track ended before: a run never begins earlier.</param>
    public static TrackTimeline OfDevice(TimelineClock clock, long capturedSamples, long monotonicSamples, long notBeforeSamples)
    {
        var arrived = clock.At(monotonicSamples);
        var timeline = new TrackTimeline(clock, Math.Max(notBeforeSamples, arrived - capturedSamples), clock.IsEstimated, new SourceClock());
        timeline.source!.Arrived(capturedSamples, arrived);
        return timeline;
    }

    /// <param name="isEstimated">The start was reckoned from the wall clock.</param>
    public static TrackTimeline OfFile(TimelineClock clock, long startSamples, bool isEstimated) => new(clock, startSamples, isEstimated, source: null);

    /// <summary>Places given out now are reckoned from the wall clock and will be shifted by <see cref="TimelineClock.EstimateErrorSamples"/>.</summary>
    public bool IsEstimated { get; private set; }

    /// <summary>Where the open chunk begins.</summary>
    public long NextStartSamples
    {
        get
        {
            Settle();
            return places.NextStartSamples;
        }
    }

    /// <param name="capturedSamples">Received so far, since the run began.</param>
    /// <param name="monotonicSamples">Our monotonic clock at their arrival.</param>
    public void Arrived(long capturedSamples, long monotonicSamples)
    {
        Settle();
        source?.Arrived(capturedSamples, clock.At(monotonicSamples));
    }

    /// <summary>What to do at the end of a chunk so that the next one lies right; see <see cref="TrackPlaces.Correct"/>.</summary>
    /// <param name="sourceEndSamples">The source's count at the chunk's end, since the run began.</param>
    public PlaceCorrection AtEndOf(long durationSamples, long sourceEndSamples, int silentPacketsAtEnd)
    {
        Settle();
        return source is null ? default : places.Correct(durationSamples, source.PlaceOf(sourceEndSamples), silentPacketsAtEnd);
    }

    /// <summary>The chunk was placed with this duration, and after it room is left.</summary>
    public void Placed(long durationSamples, long gapSamples)
    {
        places.Placed(durationSamples);
        places.Skip(gapSamples);
    }

    private void Settle()
    {
        if (!IsEstimated || clock.IsEstimated) return;
        IsEstimated = false;
        places.Shift(clock.EstimateErrorSamples);
        source?.Shift(clock.EstimateErrorSamples);
    }
}
