namespace Chronote.Client.Timeline;

/// <summary>
/// Where a sound card's sample count lies on the timeline. Samples arrive late by what the system buffers, never early, so of every ten
/// seconds only the arrival that was least late counts; a line through these gives the card's own speed.
/// </summary>
public sealed class SourceClock
{
    private const int PointsMax = 90;
    private static readonly long BucketSamples = 10 * Samples.PerSecond;
    private static readonly long SpanForRate = 60 * Samples.PerSecond;
    private static readonly long JumpMin = Samples.PerSecond / 4;

    private readonly DriftFit fit = new(PointsMax, SpanForRate);
    private long bucket = -1;
    private long bucketAt;
    private double bucketLeast = double.MaxValue;

    /// <param name="sourceSamples">Samples received so far.</param>
    /// <param name="timelineSamples">The timeline's present place at their arrival.</param>
    public void Arrived(long sourceSamples, long timelineSamples)
    {
        if (sourceSamples / BucketSamples != bucket) CloseBucket(sourceSamples / BucketSamples);
        double late = timelineSamples - sourceSamples;
        if (late >= bucketLeast) return;
        (bucketLeast, bucketAt) = (late, sourceSamples);
    }

    /// <summary>All places told so far were wrong by this much.</summary>
    public void Shift(long samples)
    {
        fit.Shift(samples);
        if (bucketLeast < double.MaxValue) bucketLeast += samples;
    }

    /// <summary>The timeline place of a sample.</summary>
    public long PlaceOf(long sourceSamples) =>
        sourceSamples + (long)Math.Round(fit.HasPoints ? fit.DifferenceAt(sourceSamples) : bucketLeast);

    private void CloseBucket(long next)
    {
        if (bucket >= 0)
        {
            // Samples that the system dropped, or a card that stood still, are no drift.
            if (fit.HasPoints && Math.Abs(bucketLeast - fit.DifferenceAt(bucketAt)) > JumpMin) fit.Clear();
            fit.Add(bucketAt, bucketLeast, uncertainty: Samples.PerMillisecond);
        }
        (bucket, bucketLeast) = (next, double.MaxValue);
    }
}
