using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Rest;

/// <summary>Sends calls, waits for rate limits, and tries again where that does no harm.</summary>
internal sealed partial class RestClient(HttpClient http, DiscordOptions options, TimeProvider time, Func<double> draw, ILogger logger)
{
    private const int TriesMax = 4, AnswerBytesMax = 16 * 1024 * 1024;

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30), WaitMax = TimeSpan.FromSeconds(60), PauseFirst = TimeSpan.FromSeconds(1);

    private readonly Uri _root = new(options.ApiUrl.AbsoluteUri.TrimEnd('/') + "/v10/");
    private readonly string _userAgent = $"DiscordBot ({options.UserAgentUrl}, {typeof(RestClient).Assembly.GetName().Version?.ToString(3) ?? "0"})";
    private readonly RateLimits _limits = new();
    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_start);

    public async Task<RestAnswer<T>> Ask<T>(RestCall call, Func<JsonElement, T?> read, CancellationToken cancel)
    {
        // What is of no worth after a while is not tried longer than that, however often.
        using var late = new CancellationTokenSource(call.AnswerWithin ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            return await Try(call, read, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new RestAnswer<T>.Unknown("no answer in time");
        }
    }

    private async Task<RestAnswer<T>> Try<T>(RestCall call, Func<JsonElement, T?> read, CancellationToken cancel)
    {
        var cause = "";
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            if (attempt > 1)
                await Task.Delay(Backoff.Before(attempt, call.AnswerWithin / 25 ?? PauseFirst, WaitMax, draw()), time, cancel);
            if (!await MayGo(call, cancel))
                return new RestAnswer<T>.Refused(429, 0, "rate limited for longer than is waited");
            var (answer, mayTryAgain) = await Once(call, read, cancel);
            if (answer is not RestAnswer<T>.Unknown unknown || !mayTryAgain)
                return answer;
            cause = unknown.Cause;
            LogAgain(logger, call.Method, call.Route, cause);
        }

        return new RestAnswer<T>.Unknown(cause);
    }

    private async Task<bool> MayGo(RestCall call, CancellationToken cancel)
    {
        var waited = TimeSpan.Zero;
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
                wait = _limits.Take(call.Route, !call.IsInteraction, Now);
            if (wait <= TimeSpan.Zero)
                return true;
            waited += wait;
            if (waited > (call.AnswerWithin ?? WaitMax))
                return false;
            LogLimited(logger, call.Route, (long)wait.TotalMilliseconds);
            await Task.Delay(wait, time, cancel);
        }
    }

    private async Task<(RestAnswer<T> Answer, bool MayTryAgain)> Once<T>(RestCall call, Func<JsonElement, T?> read, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(AnswerMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var request = call.Request(_root, options.Token, _userAgent);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await Body(response, either.Token);
            return Understand(call, response, body, read);
        }
        catch (HttpRequestException exception)
        {
            // What never reached the server may go again, whatever it is.
            var neverSent = exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            return (new RestAnswer<T>.Unknown(exception.HttpRequestError.ToString()), call.IsRepeatable || neverSent);
        }
        catch (IOException)
        {
            return (new RestAnswer<T>.Unknown("the connection broke"), call.IsRepeatable);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (new RestAnswer<T>.Unknown("no answer in time"), call.IsRepeatable);
        }
    }

    private (RestAnswer<T> Answer, bool MayTryAgain) Understand<T>(RestCall call, HttpResponseMessage response, ReadOnlyMemory<byte> body, Func<JsonElement, T?> read)
    {
        var status = (int)response.StatusCode;
        lock (_gate)
            _limits.Answered(call.Route, Header(response, "X-RateLimit-Bucket"), Number(response, "X-RateLimit-Limit"), Number(response, "X-RateLimit-Remaining"),
                Seconds(Header(response, "X-RateLimit-Reset-After")), Now);
        switch (status)
        {
            case 429:
                var retryAfter = JsonReading.Read(body, root => root.Real("retry_after")) is { } seconds and >= 0 and < 86_400 ? TimeSpan.FromSeconds(seconds)
                    : Seconds(Header(response, "Retry-After")) ?? TimeSpan.FromSeconds(1);
                lock (_gate)
                    _limits.Refused(call.Route, Header(response, "X-RateLimit-Global") is not null || Header(response, "X-RateLimit-Scope") == "global", retryAfter, Now);
                return (new RestAnswer<T>.Unknown("rate limited"), true);
            case >= 500:
                return (new RestAnswer<T>.Unknown($"Discord answered {status}"), call.IsRepeatable || status is 502 or 503 && response.Headers.RetryAfter is not null);
            case >= 300:
                var code = JsonReading.Read(body, root => root.Number("code")) is { } said and > 0 and <= int.MaxValue ? (int)said : 0;
                return (new RestAnswer<T>.Refused(status, code, JsonReading.Read(body, root => root.Text("message")) ?? response.ReasonPhrase ?? ""), false);
        }

        if (typeof(T) == typeof(Nothing))
            return (new RestAnswer<T>.Ok(default!), false);
        return JsonReading.Read(body, root => read(root) is { } value ? new RestAnswer<T>.Ok(value) : null) is { } ok
            ? (ok, false)
            : (new RestAnswer<T>.Unknown("an answer that can't be read"), false);
    }

    private static async Task<ReadOnlyMemory<byte>> Body(HttpResponseMessage response, CancellationToken cancel)
    {
        await response.Content.LoadIntoBufferAsync(AnswerBytesMax, cancel);
        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static int? Number(HttpResponseMessage response, string name) => int.TryParse(Header(response, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;
}
