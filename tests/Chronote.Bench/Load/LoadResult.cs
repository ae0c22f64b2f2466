namespace Chronote.Bench.Load;

/// <param name="Requests">Acknowledged uploads.</param>
/// <param name="ServerTime">Processor time of the server.</param>
/// <param name="OwnTime">Processor time of the load generator, which shares the machine.</param>
internal sealed record LoadResult(
    long Requests, double Seconds, double P50Milliseconds, double P99Milliseconds, double MaxMilliseconds, TimeSpan ServerTime, TimeSpan OwnTime)
{
    public double PerSecond => Requests / Seconds;

    /// <summary>What an upload costs the server's processors; says more than the rate where other programs have the machine too.</summary>
    public double ServerMicroseconds => ServerTime.TotalMicroseconds / Requests;

    public override string ToString() => FormattableString.Invariant(
        $"{PerSecond,8:0}/s  p50 {P50Milliseconds:0.00} ms  p99 {P99Milliseconds:0.00} ms  max {MaxMilliseconds:0.0} ms  ")
        + FormattableString.Invariant($"processor: server {ServerMicroseconds:0} µs, load {OwnTime.TotalMicroseconds / Requests:0} µs an upload  ({Requests} in {Seconds:0.0} s)");
}
