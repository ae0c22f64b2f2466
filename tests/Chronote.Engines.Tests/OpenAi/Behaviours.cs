using System.Net.Mime;
using Microsoft.AspNetCore.Http;

namespace Chronote.Engines.Tests.OpenAi;

/// <summary>Ways a server can behave.</summary>
internal static class Behaviours
{
    public static RequestDelegate Json(string body) => http =>
    {
        http.Response.ContentType = MediaTypeNames.Application.Json;
        return http.Response.WriteAsync(body);
    };

    public static RequestDelegate Status(int status, string body = "{}", string? retryAfter = null) => http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = MediaTypeNames.Application.Json;
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        return http.Response.WriteAsync(body);
    };

    public static RequestDelegate Typed(string contentType, string body) => http =>
    {
        http.Response.ContentType = contentType;
        return http.Response.WriteAsync(body);
    };

    public static RequestDelegate Redirect(string to) => http =>
    {
        http.Response.Redirect(to, permanent: false, preserveMethod: true);
        return Task.CompletedTask;
    };

    public static RequestDelegate Hang { get; } = http => Task.Delay(Timeout.Infinite, http.RequestAborted);

    public static RequestDelegate HangUp { get; } = http =>
    {
        http.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Starts a proper answer and sends a space of it every 50 ms, for ever.</summary>
    public static RequestDelegate Drip { get; } = async http =>
    {
        http.Response.ContentType = MediaTypeNames.Application.Json;
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(" ");
            await http.Response.Body.FlushAsync();
            await Task.Delay(50, http.RequestAborted);
        }
    };

    /// <summary>Sends JSON without end, as fast as it is read.</summary>
    public static RequestDelegate Flood { get; } = async http =>
    {
        http.Response.ContentType = MediaTypeNames.Application.Json;
        var piece = new string(' ', 64 * 1024);
        while (!http.RequestAborted.IsCancellationRequested) await http.Response.WriteAsync(piece);
    };
}
