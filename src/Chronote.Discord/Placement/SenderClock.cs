using static Chronote.Discord.Placement.PlacementLimits;

namespace Chronote.Discord.Placement;

/// <summary>
/// How a sender's RTP clock lies against the receiver's. A packet arrives late by what the network takes, never early, so of every ten seconds only
/// the least late packet counts; the median slope between those gives the skew, and the least late of the newest, without the skew, the level.
/// </summary>
/// <remarks>A median bears a few wrong points (Theil-Sen), as a stall leaves them. About 1 KB.</remarks>
internal sealed class SenderClock
{
    /// <summary>Quartz clocks are within ±100 ppm; what lies beyond five times that is a measuring error.</summary>
    public const double RateMax = 500e-6;

    private const int PointsMax = 30;
    private const int PointsForLevel = 12;
    private const int PacketsOfSurePoint = 100;
    private const long BucketSamples = 10_000L * SamplesPerMillisecond;
    private const long SpanForRateSamples = 60_000L * SamplesPerMillisecond;
    // The path itself became longer or shorter by more than jitter: what was learnt of its level does not hold any more.
    private const long StepSamples = 30L * SamplesPerMillisecond;

    private readonly Point[] points = new Point[PointsMax];
    private int count;
    private long bucket = long.MinValue;
    private Point least;
    private int packets;
    private double rate;

    public bool HasPoints => count > 0 || packets > 0;

    /// <summary>Parts per one by which lateness grows: positive when the sender's clock is slow.</summary>
    public double Rate => rate;

    /// <summary>Forgets the level, as when the sender's clock stood still; keeps the skew, which is its crystal's.</summary>
    public void Restart() => (count, packets, bucket) = (0, 0, long.MinValue);

    /// <param name="rtpSamples">Unwrapped RTP time.</param>
    /// <param name="lateSamples">Arrival minus RTP time.</param>
    public void Heard(long rtpSamples, long lateSamples)
    {
        var at = rtpSamples / BucketSamples;
        if (at != bucket)
        {
            if (packets > 0) Close();
            (bucket, packets) = (at, 0);
        }
        if (packets++ == 0 || lateSamples < least.Late) least = new Point(rtpSamples, lateSamples);
    }

    /// <summary>Arrival minus RTP time of a packet that the network did not hold up. Only when <see cref="HasPoints"/>.</summary>
    public long LateAt(long rtpSamples)
    {
        var level = packets > 0 ? Along(least, rtpSamples) : double.MaxValue;
        for (var i = Math.Max(0, count - PointsForLevel); i < count; i++) level = Math.Min(level, Along(points[i], rtpSamples));
        return (long)Math.Round(level);
    }

    private double Along(Point point, long rtpSamples) => point.Late + rate * (rtpSamples - point.Rtp);

    private void Close()
    {
        if (count > 0 && packets >= PacketsOfSurePoint && Math.Abs(least.Late - Along(points[count - 1], least.Rtp)) > StepSamples) count = 0;
        if (count == PointsMax)
        {
            points.AsSpan(1).CopyTo(points);
            count--;
        }
        points[count++] = least;
        if (points[count - 1].Rtp - points[0].Rtp >= SpanForRateSamples) rate = MedianSlope();
    }

    private double MedianSlope()
    {
        Span<double> slopes = stackalloc double[PointsMax * (PointsMax - 1) / 2];
        var n = 0;
        for (var i = 0; i < count; i++)
            for (var j = i + 1; j < count; j++)
                if (points[j].Rtp - points[i].Rtp is var span && span >= BucketSamples) slopes[n++] = (points[j].Late - points[i].Late) / (double)span;
        if (n == 0) return rate;
        slopes = slopes[..n];
        slopes.Sort();
        return Math.Clamp(slopes[n / 2], -RateMax, RateMax);
    }

    private readonly record struct Point(long Rtp, long Late);
}
