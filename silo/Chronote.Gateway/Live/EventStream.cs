using System.Globalization;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Meetings;
using Chronote.Wire;
using Microsoft.Extensions.Hosting;

namespace Chronote.Gateway.Live;

/// <summary>A meeting's events as Server-Sent Events (P-63). Rows are read; a slow reader costs a timer and nothing else.</summary>
internal static class EventStream
{
    private const int EventsPerRead = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    public static void Map(RouteGroupBuilder meetings) => meetings.MapGet("/{meeting}/events", Serve)
        .Needs(KeyScope.Read, "Events as they happen, Server-Sent Events (P-63)").Produces(200, contentType: "text/event-stream");

    private static Task<IResult> Serve(
        HttpContext http, IMeetingStore store, TimeProvider time, IHostApplicationLifetime server, string meeting, long? after) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        var cursor = after ?? (long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        // A server that stops would otherwise wait for its readers, who never end; they come back with the number they have seen.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, server.ApplicationStopping);
        try
        {
            await Run(http, store, time, row, cursor, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The reader went away, or the server goes.
        }
        return Results.Empty;
    });

    private static async Task Run(HttpContext http, IMeetingStore store, TimeProvider time, MeetingRow meeting, long cursor, CancellationToken cancelled)
    {
        var response = http.Response;
        await response.WriteAsync(": chronote\n\n", cancelled);
        await response.Body.FlushAsync(cancelled);
        var quietSince = time.GetUtcNow();
        while (!cancelled.IsCancellationRequested)
        {
            var events = await store.Events(meeting.Id, cursor, EventsPerRead);
            if (events.Count > 0 && events[0].Number > cursor + 1)
            {
                // The log no longer reaches back to the reader: it starts anew from a snapshot.
                var snapshot = await MeetingViews.Of(store, (await store.Meeting(meeting.Tenant, meeting.Id))!);
                await Write(response, snapshot.EventNumber, "reset", JsonSerializer.Serialize(snapshot, WireJson.Default.MeetingView), cancelled);
                cursor = snapshot.EventNumber;
                continue;
            }
            foreach (var item in events)
            {
                await Write(response, item.Number, item.Kind, WithBothIds(item, meeting.Id), cancelled);
                cursor = item.Number;
            }
            var now = time.GetUtcNow();
            if (events.Count > 0)
            {
                await response.Body.FlushAsync(cancelled);
                quietSince = now;
            }
            else if (now - quietSince > PingEvery)
            {
                // Its events went with it; nothing will ever come.
                if (await store.Meeting(meeting.Tenant, meeting.Id) is null or { Phase: MeetingPhase.Deleted }) return;
                await response.WriteAsync(": ping\n\n", cancelled);
                await response.Body.FlushAsync(cancelled);
                quietSince = now;
            }
            if (events.Count < EventsPerRead) await Task.Delay(LookEvery, time, cancelled);
        }
    }

    private static Task Write(HttpResponse response, long number, string kind, string data, CancellationToken cancelled) =>
        response.WriteAsync($"id: {number}\nevent: {kind}\ndata: {data}\n\n", cancelled);

    private static string WithBothIds(EventRow row, MeetingId meeting)
    {
        var head = $$"""{"event":"{{row.Kind}}","meeting_id":"{{meeting}}","recording_id":"{{meeting}}","number":{{row.Number}},"at":"{{row.At:O}}"}""";
        return row.Payload is "{}" ? head : head[..^1] + "," + row.Payload[1..];
    }
}
