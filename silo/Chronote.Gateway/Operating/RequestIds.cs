using Chronote.Wire;

namespace Chronote.Gateway.Operating;

/// <summary>Gives every request an id that its answer and its log lines carry (P-3).</summary>
internal static class RequestIds
{
    private const int CharactersMax = 64;

    public static Task Set(HttpContext http, RequestDelegate next)
    {
        var given = http.Request.Headers[HeaderNames.RequestId].FirstOrDefault();
        if (given is { Length: >= 1 and <= CharactersMax } && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')) http.TraceIdentifier = given;
        http.Response.Headers[HeaderNames.RequestId] = http.TraceIdentifier;
        return next(http);
    }
}
