using Chronote.Wire;
using Microsoft.Extensions.Logging;

namespace Chronote.Gateway.Operating;

/// <summary>Gives every request an id that its answer and its log lines carry (P-3).</summary>
internal static partial class RequestIds
{
    private const int CharactersMax = 64;

    public static async Task Set(HttpContext http, RequestDelegate next, ILogger log)
    {
        var given = http.Request.Headers[HeaderNames.RequestId].FirstOrDefault();
        if (given is { Length: >= 1 and <= CharactersMax } && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) http.TraceIdentifier = given;
        http.Response.Headers[HeaderNames.RequestId] = http.TraceIdentifier;
        await next(http);
        // A refusal is worth a line by itself; what went well is there when somebody looks for it.
        var status = http.Response.StatusCode;
        LogAnswered(log, status >= 400 ? LogLevel.Information : LogLevel.Debug, http.TraceIdentifier, http.Request.Method, http.Request.Path, status);
    }
}
