using System.Net;

namespace Chronote.Gateway.Problems;

/// <summary>The page behind a problem's <c>type</c>: cause, effect on the recording, what to do.</summary>
internal static class ProblemPages
{
    private const string Style = "body{font:16px/1.5 system-ui;max-width:42rem;margin:3rem auto;padding:0 1rem}";

    public static string All() => Page("Problems", string.Concat(ProblemCatalogue.All.Select(kind =>
        $"<p><a href=\"/problems/{kind.Code}\"><code>{kind.Code}</code></a> {kind.Status} {Html(kind.Title)}</p>")));

    public static string One(ProblemKind kind) => Page($"{kind.Code} ({kind.Status})", $"""
        <p><b>{Html(kind.Title)}</b></p>
        <h2>Cause</h2><p>{Html(kind.Cause)}</p>
        <h2>Effect on the recording</h2><p>{Html(kind.Effect)}</p>
        <h2>What to do</h2><p>{Html(kind.Remedy)}</p>
        """);

    private static string Page(string title, string body) => $"""
        <!doctype html><html lang="en"><meta charset="utf-8"><title>{Html(title)} · Chronote</title><style>{Style}</style>
        <h1>{Html(title)}</h1>
        {body}
        </html>
        """;

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
