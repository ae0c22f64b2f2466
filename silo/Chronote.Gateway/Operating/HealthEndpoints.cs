using System.Net;
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
        app.MapGet("/problems", () => Results.Content(Page("Problems", string.Concat(ProblemCatalogue.All.Select(kind => $"<p><a href=\"/problems/{kind.Code}\"><code>{kind.Code}</code></a> {kind.Status} {Html(kind.Title)}</p>"))), "text/html")).ExcludeFromDescription();
        app.MapGet("/problems/{code}", (string code) => ProblemCatalogue.All.FirstOrDefault(kind => kind.Code == code) is { } kind
            ? Results.Content(Page($"{kind.Code} ({kind.Status})", $"<p><b>{Html(kind.Title)}</b></p><h2>Cause</h2><p>{Html(kind.Cause)}</p><h2>Effect on the recording</h2><p>{Html(kind.Effect)}</p><h2>What to do</h2><p>{Html(kind.Remedy)}</p>"), "text/html")
            : ProblemResult.Of("not_found")).ExcludeFromDescription();
    }

    private static IResult Ready(Readiness readiness) => readiness.IsReady ? Results.Text("ready\n") : Results.Text("starting or stopping\n", statusCode: 503);

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string Page(string title, string body) =>
        $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{Html(title)} · Chronote</title><style>body{{font:16px/1.5 system-ui;max-width:42rem;margin:3rem auto;padding:0 1rem}}</style><h1>{Html(title)}</h1>{body}</html>";
}

/// <summary>Whether requests may come: true between start and stop.</summary>
public sealed class Readiness
{
    public volatile bool IsReady;
}
