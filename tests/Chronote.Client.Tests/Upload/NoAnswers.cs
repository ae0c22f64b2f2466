using System.Net.Sockets;
using Chronote.Client.Http;
using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Tests.Upload;

/// <summary>Whatever way a request ends without an answer, nobody knows whether it was heard: it is asked again, and nothing is thrown.</summary>
public sealed class NoAnswers
{
    public static TheoryData<Exception> Ends => new(
        new HttpRequestException("refused"), new IOException("reset"), new TaskCanceledException("late"),
        // The connection stood, and the server died before it was used.
        new SocketException((int)SocketError.NotConnected));

    [Theory, MemberData(nameof(Ends))]
    public async Task A_request_without_an_answer_is_unknown(Exception end)
    {
        using var http = new HttpClient(new Ending(end)) { BaseAddress = new Uri("http://nowhere/") };
        var answers = new HttpAnswers(http, null, TimeSpan.FromSeconds(5));
        (await answers.Send(new HttpRequestMessage(HttpMethod.Get, "x"), WireJson.Default.MeetingView, CancellationToken.None)).ShouldBeOfType<Answer<MeetingView>.Unknown>();
        (await answers.SendForStream(new HttpRequestMessage(HttpMethod.Get, "x"), CancellationToken.None)).ShouldBeOfType<Answer<HttpResponseMessage>.Unknown>();
    }

    private sealed class Ending(Exception end) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromException<HttpResponseMessage>(end);
    }
}
