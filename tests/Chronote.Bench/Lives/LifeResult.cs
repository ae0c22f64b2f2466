namespace Chronote.Bench.Lives;

/// <param name="PerSecond">Whole lives a second, over all clients.</param>
internal sealed record LifeResult(double PerSecond, double P50Milliseconds, double P99Milliseconds)
{
    public static LifeResult Of(IEnumerable<double> milliseconds, TimeSpan span)
    {
        var all = milliseconds.Order().ToArray();
        return new LifeResult(all.Length / span.TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100]);
    }

    public override string ToString() => FormattableString.Invariant($"{PerSecond,7:0} lives/s  p50 {P50Milliseconds:0.0} ms  p99 {P99Milliseconds:0.0} ms");
}
