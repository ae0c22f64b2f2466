using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Http;

/// <summary>Sends one request and turns whatever comes back, or does not, into an <see cref="Answer{T}"/>.</summary>
internal sealed class HttpAnswers(HttpClient http, ApiKey? key, TimeSpan timeout)
{
    private static readonly TimeSpan RetryAfterDefault = TimeSpan.FromSeconds(1);

    public Task<Answer<T>> Send<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel) =>
        Send<T>(request, async (content, token) =>
        {
            using var body = await content.ReadAsStreamAsync(token);
            return await JsonSerializer.DeserializeAsync(body, type, token)
                ?? throw new JsonException("the body is the JSON word null");
        }, cancel);

    public Task<Answer<string>> SendForText(HttpRequestMessage request, CancellationToken cancel) =>
        Send<string>(request, (content, token) => content.ReadAsStringAsync(token), cancel);

    public Task<Answer<Done>> SendForNothing(HttpRequestMessage request, CancellationToken cancel) =>
        Send(request, (_, _) => Task.FromResult(default(Done)), cancel);

    /// <summary>For bodies that are too long to be held: the value is handed out unread, and the caller disposes it.</summary>
    public async Task<Answer<HttpResponseMessage>> SendForStream(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            try
            {
                request.Headers.Authorization = key?.Header();
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                if (response.IsSuccessStatusCode) return new Answer<HttpResponseMessage>.Ok(response);
                using (response) return await NotOk<HttpResponseMessage>(response, cancel);
            }
            catch (Exception failure) when (IsNoAnswer(failure, cancel))
            {
                return new Answer<HttpResponseMessage>.Unknown(Cause(failure));
            }
        }
    }

    private async Task<Answer<T>> Send<T>(
        HttpRequestMessage request, Func<HttpContent, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        using (request)
        {
            try
            {
                request.Headers.Authorization = key?.Header();
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
                if (!response.IsSuccessStatusCode) return await NotOk<T>(response, limit.Token);
                return new Answer<T>.Ok(await read(response.Content, limit.Token), response.StatusCode == HttpStatusCode.OK);
            }
            catch (JsonException failure)
            {
                return new Answer<T>.Unknown($"The answer of {request.RequestUri} could not be read: {failure.Message}");
            }
            catch (Exception failure) when (IsNoAnswer(failure, cancel))
            {
                return new Answer<T>.Unknown(failure is OperationCanceledException
                    ? $"No answer within {timeout.TotalSeconds:0} s"
                    : Cause(failure));
            }
        }
    }

    private static async Task<Answer<T>> NotOk<T>(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        var problem = await ProblemOf(response, cancel);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            return new Answer<T>.Busy(RetryAfterOf(response), problem);
        // Whoever stands between (a proxy) may answer 5xx or 408 without the server having seen the request, or after it had: unknown.
        if (status >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout)
            return new Answer<T>.Unknown($"The server answered {status}{(problem?.Detail is { } detail ? $": {detail}" : "")}");
        return new Answer<T>.Refused(problem ?? new Problem
        {
            Type = "about:blank", Title = $"The server answered {status}", Status = status, Code = $"http_{status}",
        });
    }

    private static async Task<Problem?> ProblemOf(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")) return null;
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(body, WireJson.Default.Problem, cancel);
        }
        catch (JsonException)
        {
            return null; // the status alone still tells enough
        }
    }

    private static TimeSpan RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } when delta > TimeSpan.Zero => delta,
        _ => RetryAfterDefault,
    };

    // A server that dies just as the connection stands shows as the socket's own exception.
    private static bool IsNoAnswer(Exception failure, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && failure is (HttpRequestException or IOException or OperationCanceledException or SocketException);

    private static string Cause(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "The server cannot be reached",
        { InnerException: { } inner } => inner.Message,
        _ => failure.Message,
    };
}
