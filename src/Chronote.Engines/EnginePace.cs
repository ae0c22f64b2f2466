namespace Chronote.Engines;

/// <summary>How hard an engine may be driven, over all meetings and all machines.</summary>
/// <param name="Concurrency">Requests at the same time, 1 to 64.</param>
/// <param name="RequestsPerMinute">Null: no limit.</param>
/// <param name="MinimumSpacing">Between the starts of two requests; zero: none.</param>
/// <param name="RequestTimeMax">No request takes longer than this by itself, decoding and guards aside; at most 5 min.</param>
public sealed record EnginePace(int Concurrency, int? RequestsPerMinute, TimeSpan MinimumSpacing, TimeSpan RequestTimeMax)
{
    private const int HostedConcurrency = 5;
    private const int HostedRequestsPerMinute = 60;
    private static readonly TimeSpan HostedSpacing = TimeSpan.FromSeconds(1);

    internal static EnginePace Hosted(EngineOptions options, TimeSpan requestTimeMax) => new(
        options.Concurrency ?? HostedConcurrency,
        options.RequestsPerMinute ?? HostedRequestsPerMinute,
        options.MinimumSpacing ?? HostedSpacing,
        requestTimeMax);

    internal static EnginePace Local(EngineOptions options, TimeSpan requestTimeMax) => new(
        options.Concurrency ?? Math.Clamp(Environment.ProcessorCount, 1, 64),
        options.RequestsPerMinute,
        options.MinimumSpacing ?? TimeSpan.Zero,
        requestTimeMax);
}
