namespace Chronote.Client.Timeline;

/// <summary>One question to the server's clock: when it was asked and answered on our monotonic clock, and what it said.</summary>
public readonly record struct ClockRound(long AskedSamples, long AnsweredSamples, long TimelineSamples)
{
    public long RoundTripSamples => AnsweredSamples - AskedSamples;

    /// <summary>The answer was made at some moment of the round trip; its middle is the best guess, half of it the greatest error.</summary>
    public long MiddleSamples => AskedSamples + RoundTripSamples / 2;
}

/// <summary>
/// Where the present lies on the meeting timeline, by our own monotonic clock: the anchor that all tracks of a recorder share.
/// Pure: it is told what was measured and asks nobody. Before the first measurement places are reckoned from the wall clock.
/// </summary>
public sealed class TimelineClock
{
    private const int PointsMax = 60;
    private static readonly long SpanForRate = 60 * Samples.PerSecond;
    // A clock that stood still (a suspended laptop) or was set: what was learnt before does not hold any more.
    private static readonly long JumpMin = Samples.PerSecond / 4;

    private readonly DriftFit fit = new(PointsMax, SpanForRate);
    private readonly double estimatedDifference;

    /// <param name="monotonicSamples">Our monotonic clock now.</param>
    /// <param name="estimatedTimelineSamples">What the wall clock says of the timeline now.</param>
    public TimelineClock(long monotonicSamples, long estimatedTimelineSamples) =>
        estimatedDifference = estimatedTimelineSamples - monotonicSamples;

    /// <summary>True until the server was asked.</summary>
    public bool IsEstimated => !fit.HasPoints;

    /// <summary>How much faster the server's clock runs than ours, parts per one.</summary>
    public double Rate => fit.Rate;

    /// <summary>What has to be added to places given out while <see cref="IsEstimated"/> was true; 0 until it is false.</summary>
    public long EstimateErrorSamples { get; private set; }

    /// <param name="best">The round with the shortest trip of a few.</param>
    /// <returns>True when the clocks had parted suddenly, so that everything was learnt anew.</returns>
    public bool Measured(ClockRound best)
    {
        var at = best.MiddleSamples;
        double difference = best.TimelineSamples - at, uncertainty = best.RoundTripSamples / 2.0;
        var jumped = fit.HasPoints && Math.Abs(difference - fit.DifferenceAt(at)) > JumpMin + uncertainty;
        if (jumped) fit.Clear();
        if (!fit.HasPoints && !jumped) EstimateErrorSamples = (long)Math.Round(difference - estimatedDifference);
        fit.Add(at, difference, uncertainty);
        return jumped;
    }

    public long At(long monotonicSamples) =>
        monotonicSamples + (long)Math.Round(IsEstimated ? estimatedDifference : fit.DifferenceAt(monotonicSamples));
}
