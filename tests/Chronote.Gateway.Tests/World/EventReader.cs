using System.Text.Json;

namespace Chronote.Gateway.Tests.World;

/// <summary>Reads a meeting's Server-Sent Events as a browser would.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TestServer _server;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly CancellationTokenSource _ending;

    private EventReader(TestServer server, HttpResponseMessage response, StreamReader lines, CancellationTokenSource ending) =>
        (_server, _response, _lines, _ending) = (server, response, lines, ending);

    public static async Task<EventReader> Open(Caller caller, TestMeeting meeting, string query = "", params (string Name, string Value)[] headers)
    {
        var ending = new CancellationTokenSource(Patience);
        var response = await caller.Open($"{meeting.Path}/events{query}", ending.Token, headers);
        ((int)response.StatusCode).ShouldBe(200);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventReader(caller.Server, response, new StreamReader(await response.Content.ReadAsStreamAsync(ending.Token)), ending);
    }

    public async Task<ServerEvent> Next()
    {
        var (id, kind, data) = ("", "", "");
        while (true)
        {
            var line = await Line() ?? throw new ShouldAssertException("The stream ended.");
            if (line.Length == 0 && data.Length > 0) return new ServerEvent(long.Parse(id), kind, JsonDocument.Parse(data).RootElement);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("event: ", StringComparison.Ordinal)) kind = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
        }
    }

    public async Task<IReadOnlyList<ServerEvent>> Next(int count)
    {
        var events = new List<ServerEvent>();
        while (events.Count < count) events.Add(await Next());
        return events;
    }

    /// <summary>The next line; null at the end of the stream. A manual clock is moved while there is none.</summary>
    public async Task<string?> Line()
    {
        var line = _lines.ReadLineAsync(_ending.Token).AsTask();
        var time = TimeProvider.System;
        while (await Task.WhenAny(line, Task.Delay(Step, time)) != line) _server.Wishes.Clock?.Advance(TimeSpan.FromMilliseconds(250));
        return await line;
    }

    public void Dispose()
    {
        _ending.Cancel();
        _lines.Dispose();
        _response.Dispose();
        _ending.Dispose();
    }
}

internal sealed record ServerEvent(long Number, string Kind, JsonElement Data);
