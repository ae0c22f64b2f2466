namespace Chronote.Client.Timeline;

/// <summary>
/// How far one clock is from another and how fast they part: a weighted straight line through the newest points.
/// Memory is bounded by <paramref name="pointsMax"/>.
/// </summary>
/// <param name="spanForRateSamples">Below this span of points a rate would be noise: then the clocks count as equally fast.</param>
public sealed class DriftFit(int pointsMax, long spanForRateSamples)
{
    /// <summary>Quartz clocks are within ±100 ppm; what lies beyond five times that is a measuring error.</summary>
    public const double RateMax = 500e-6;

    private readonly Queue<Point> points = new();
    private double centre, level, rate;

    public bool HasPoints => points.Count > 0;

    /// <summary>Parts per one, positive when the other clock runs faster.</summary>
    public double Rate => rate;

    /// <param name="at">On the first clock, samples.</param>
    /// <param name="difference">Second clock minus first, samples.</param>
    /// <param name="uncertainty">Of the difference, samples.</param>
    public void Add(long at, double difference, double uncertainty)
    {
        points.Enqueue(new Point(at, difference, 1 / (uncertainty * uncertainty + 1)));
        if (points.Count > pointsMax) points.Dequeue();
        Fit();
    }

    /// <summary>Second clock minus first at that place of the first, samples.</summary>
    public double DifferenceAt(long at) => level + rate * (at - centre);

    public void Clear() => points.Clear();

    /// <summary>Every difference told so far was wrong by this much.</summary>
    public void Shift(double samples)
    {
        for (var left = points.Count; left > 0; left--)
        {
            var point = points.Dequeue();
            points.Enqueue(point with { Difference = point.Difference + samples });
        }
        level += samples;
    }

    private void Fit()
    {
        double weights = 0, ats = 0, differences = 0;
        foreach (var point in points)
        {
            weights += point.Weight;
            ats += point.Weight * point.At;
            differences += point.Weight * point.Difference;
        }
        (centre, level, rate) = (ats / weights, differences / weights, 0);
        if (points.Last().At - points.Peek().At < spanForRateSamples) return;
        double covariance = 0, variance = 0;
        foreach (var point in points)
        {
            covariance += point.Weight * (point.At - centre) * (point.Difference - level);
            variance += point.Weight * (point.At - centre) * (point.At - centre);
        }
        rate = Math.Clamp(covariance / variance, -RateMax, RateMax);
    }

    private readonly record struct Point(long At, double Difference, double Weight);
}
