namespace Chronote.Bench.Load;

/// <param name="PerSecond">Successful requests per second of wall time.</param>
internal sealed record LoadResult(long Requests, double Seconds, double P50Milliseconds, double P99Milliseconds, double MaxMilliseconds)
{
    public double PerSecond => Requests / Seconds;

    public override string ToString() =>
        FormattableString.Invariant($"{PerSecond,8:0}/s  p50 {P50Milliseconds:0.00} ms  p99 {P99Milliseconds:0.00} ms  max {MaxMilliseconds:0.0} ms  ({Requests} in {Seconds:0.0} s)");
}
