using System.Net.Http.Headers;
using System.Net.Sockets;
using Chronote.Engines.OpenAi;

namespace Chronote.Engines.Doctor;

/// <summary>Asks an OpenAI-compatible server for its models: says whether address and key are right without sending audio.</summary>
internal static class ServerProbe
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(5);

    public static async Task<(bool Usable, string Detail)> Ask(
        OpenAiOptions options, HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(TimeMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{options.BaseUrl.TrimEnd('/')}/models");
            if (options.ApiKey is { Length: > 0 } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)response.StatusCode switch
            {
                >= 200 and < 300 => (true, $"{options.BaseUrl} answers."),
                401 or 403 => (false, $"{options.BaseUrl} does not accept the key."),
                // whisper.cpp's server has no list of models and transcribes all the same.
                404 or 405 => (true, $"{options.BaseUrl} answers, but lists no models; the first transcription will tell."),
                var status => (false, $"{options.BaseUrl} answers with {status}."),
            };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (false, $"{options.BaseUrl} did not answer within {TimeMax.TotalSeconds:0} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return (false, $"{options.BaseUrl} can't be reached.");
        }
        catch (Exception failure) when (failure is FormatException or NotSupportedException or InvalidOperationException)
        {
            return (false, "BaseUrl or ApiKey can't be sent as they are.");
        }
    }
}
