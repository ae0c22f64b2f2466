using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Chronote.Engines.Processes;
using Microsoft.Extensions.Logging;

namespace Chronote.Engines.OpenAi;

/// <summary>One POST to an OpenAI-compatible server: bounded in time and size, never retried, its failure sorted by whose fault it
/// is.</summary>
internal sealed partial class OpenAiCall(
    string baseUrl, string? apiKey, TimeSpan timeMax, HttpClient http, TimeProvider time, ILogger logger)
{
    public const int AnswerBytesMax = 4 * 1024 * 1024;

    private const int ErrorBytesMax = 64 * 1024;

    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public async Task<CallOutcome> Post(string path, HttpContent content, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!Uri.TryCreate($"{baseUrl.TrimEnd('/')}/{path}", UriKind.Absolute, out var address))
            return new CallOutcome.Ours("BaseUrl is no address.");
        using var deadline = new CancellationTokenSource(timeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return WithoutKey(await Send(address, content, either.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CallOutcome.Theirs($"{address.Authority} took longer than {timeMax}.");
        }
        catch (HttpRequestException failure) when (failure.InnerException is AuthenticationException)
        {
            return new CallOutcome.Theirs($"{address.Authority} has no certificate that can be trusted.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return WithoutKey(new CallOutcome.Theirs($"{address.Authority} can't be reached or hung up: {failure.Message}"));
        }
        catch (Exception failure) when (failure is FormatException or NotSupportedException or InvalidOperationException)
        {
            // Only our own address or key can bring a request into a shape that can't be sent.
            return new CallOutcome.Ours("BaseUrl or ApiKey can't be sent as they are: check both for stray characters.");
        }
    }

    private async Task<CallOutcome> Send(Uri address, HttpContent content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (!string.IsNullOrEmpty(apiKey)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var started = time.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var status = (int)response.StatusCode;
        await using var body = await response.Content.ReadAsStreamAsync(stop);
        var bytes = await BoundedOutput.Read(body, response.IsSuccessStatusCode ? AnswerBytesMax : ErrorBytesMax, stop);
        LogAnswered(logger, address.Authority, status, (long)time.GetElapsedTime(started).TotalMilliseconds, bytes?.Length ?? -1);

        if (!response.IsSuccessStatusCode)
        {
            var retryAfter = RetryAfter.Read(response.Headers.RetryAfter, time.GetUtcNow());
            return StatusVerdict.Of(status, address.Authority, bytes is null ? default : ErrorBody.Parse(bytes), retryAfter);
        }
        if (bytes is null) return new CallOutcome.Theirs($"{address.Authority} answered with more than {AnswerBytesMax} bytes.");
        var type = response.Content.Headers.ContentType?.MediaType;
        return IsJson(type)
            ? new CallOutcome.Json(bytes)
            : new CallOutcome.Theirs($"{address.Authority} answered with {type ?? "nothing"} where JSON was expected: is BaseUrl right?");
    }

    private static bool IsJson(string? type)
        => type is not null && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    // A proxy may repeat what it was sent; what leaves here goes into logs and onto pages.
    private CallOutcome WithoutKey(CallOutcome outcome)
    {
        if (string.IsNullOrEmpty(apiKey)) return outcome;
        return outcome switch
        {
            CallOutcome.Theirs theirs => theirs with { Message = theirs.Message.Replace(apiKey, "***", StringComparison.Ordinal) },
            CallOutcome.Ours ours => ours with { Message = ours.Message.Replace(apiKey, "***", StringComparison.Ordinal) },
            CallOutcome.Refused refused => refused with { Message = refused.Message.Replace(apiKey, "***", StringComparison.Ordinal) },
            _ => outcome,
        };
    }
}
