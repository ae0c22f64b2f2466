using Chronote.Gateway.Problems;

namespace Chronote.Gateway.Operating;

/// <summary>What needs no key: health, and the pages that explain problems (P-64).</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n")).ExcludeFromDescription();
        app.MapGet("/health/ready", Ready).ExcludeFromDescription();
        app.MapGet("/health", Ready).ExcludeFromDescription();
        app.MapGet("/metrics", (MetricsPage metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4")).ExcludeFromDescription();
        app.MapGet("/problems", () => Results.Content(ProblemPages.All(), "text/html")).ExcludeFromDescription();
        app.MapGet("/problems/{code}", (string code) => ProblemCatalogue.All.FirstOrDefault(kind => kind.Code == code) is { } kind
            ? Results.Content(ProblemPages.One(kind), "text/html")
            : ProblemResult.Of("not_found")).ExcludeFromDescription();
    }

    private static IResult Ready(Readiness readiness) => readiness.IsReady ? Results.Text("ready\n") : Results.Text("starting or stopping\n", statusCode: 503);
}

/// <summary>Whether requests may come: true between start and stop.</summary>
public sealed class Readiness
{
    public volatile bool IsReady;
}
