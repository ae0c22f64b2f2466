using System.Security.Cryptography;
using System.Text.Json;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Problems;
using Chronote.Grains.Meetings;
using Chronote.Wire;
using Microsoft.AspNetCore.Mvc;

namespace Chronote.Gateway.Meetings;

/// <summary>Making, listing, stopping and deleting meetings (PROTOCOL, sections 2 and 5).</summary>
internal static class MeetingEndpoints
{
    public static void Map(RouteGroupBuilder meetings)
    {
        meetings.MapPost("/", Create).Needs(KeyScope.Record, "Create a meeting (P-10)").Produces<MeetingView>(201);
        meetings.MapGet("/", List).Needs(KeyScope.Read, "List meetings, newest first (P-13)").Produces<MeetingPage>();
        meetings.MapGet("/{meeting}", One).Needs(KeyScope.Read, "One meeting (P-13)").Produces<MeetingView>();
        meetings.MapGet("/{meeting}/clock", Clock).Needs(KeyScope.Read, "The server's place on the timeline (P-12)").Produces<ClockView>();
        meetings.MapGet("/{meeting}/lag", Lag).Needs(KeyScope.Read, "How far text is behind (P-62)").Produces<LagView>();
        meetings.MapPost("/{meeting}/stop", Stop).Needs(KeyScope.Record, "Stop recording (P-50)").Produces<MeetingView>(202);
        meetings.MapPost("/{meeting}/cancel", Cancel).Needs(KeyScope.Record, "Cancel a meeting (P-15)").Produces<MeetingView>(202);
        meetings.MapPost("/{meeting}/retry", Retry).Needs(KeyScope.Record, "Queue dead chunks again (P-53)").Produces<RetriedView>();
        meetings.MapDelete("/{meeting}", Delete).Needs(KeyScope.Admin, "Delete a meeting (P-15)").Produces(204);
    }

    private static async Task<IResult> Create(HttpContext http, IMeetingStore store, IGrainFactory grains, TimeProvider time, IRandomness randomness, [FromServices] ICallJoiner? joiner = null)
    {
        var key = NeedsKey.Of(http);
        var (body, bytes, bad) = await JsonBody.Read(http, WireJson.Default.CreateMeeting, new Wire.CreateMeeting());
        if (bad is not null) return bad;
        if (CreateRules.Check(body!) is { } problem) return problem;
        var idempotencyKey = http.Request.Headers[HeaderNames.IdempotencyKey].FirstOrDefault();
        if (idempotencyKey is { Length: 0 or > Limits.IdempotencyKeyCharactersMax }) return ProblemResult.Of("invalid", $"Idempotency-Key has 1 to {Limits.IdempotencyKeyCharactersMax} characters.");
        var digest = SHA256.HashData(bytes);

        if (idempotencyKey is not null && await store.ByIdempotencyKey(key.Tenant, idempotencyKey) is { } earlier)
            return await AgainOrReused(http, store, key.Tenant, earlier.Id, earlier.BodyDigest, digest);

        var id = MeetingId.At(time.GetUtcNow(), randomness.Next());
        var command = new Grains.Meetings.CreateMeeting(
            key.Tenant.Value, body!.Name, body.MeetingUrl, body.Metadata?.GetRawText(), body.Language, key.Name, idempotencyKey, digest,
            [.. (body.Tracks ?? []).Select(track => new TrackName(track.Id, track.Name))]);
        if (body.MeetingUrl is { } url && DiscordCall.Of(new Uri(url)) is { } call) return await Join(http, store, joiner, call, command, digest);
        var answer = await GrainCall.Insist(time, () => grains.GetGrain<IMeetingGrain>(id.Value).Create(command));
        if (answer.KeyTakenBy is { } taken) return await AgainOrReused(http, store, key.Tenant, new MeetingId(taken), answer.KeyTakenDigest!, digest);
        if (answer.Refused is { } refused) return ProblemResult.Of(refused);
        http.Response.Headers.Location = $"/api/v1/meetings/{id}";
        return Results.Json(await MeetingViews.Of(store, (await store.Meeting(key.Tenant, id))!), WireJson.Default.MeetingView, statusCode: 201);
    }

    // The bot makes the meeting once it has announced it.
    private static async Task<IResult> Join(HttpContext http, IMeetingStore store, ICallJoiner? joiner, DiscordCall call, Grains.Meetings.CreateMeeting asked, byte[] digest)
    {
        if (joiner is null) return ProblemResult.Of("discord_not_configured");
        var tenant = new TenantId(asked.Tenant);
        switch (await joiner.Join(call, asked, http.RequestAborted))
        {
            case JoinAnswer.Joined joined:
                http.Response.Headers.Location = $"/api/v1/meetings/{joined.Meeting}";
                return Results.Json(await MeetingViews.Of(store, (await store.Meeting(tenant, joined.Meeting))!), WireJson.Default.MeetingView, statusCode: 201);
            case JoinAnswer.KeyTaken taken:
                return await AgainOrReused(http, store, tenant, taken.Meeting, taken.BodyDigest, digest);
            case JoinAnswer.Refused refused:
                return ProblemResult.Of(refused.Code, refused.Detail);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task<IResult> AgainOrReused(HttpContext http, IMeetingStore store, TenantId tenant, MeetingId id, byte[] firstDigest, byte[] digest)
    {
        if (!firstDigest.AsSpan().SequenceEqual(digest)) return ProblemResult.Of("key_reused");
        if (await store.Meeting(tenant, id) is not { Phase: not MeetingPhase.Deleted } meeting) return ProblemResult.Of("deleted");
        http.Response.Headers.Location = $"/api/v1/meetings/{id}";
        return Results.Json(await MeetingViews.Of(store, meeting), WireJson.Default.MeetingView);
    }

    private static async Task<IResult> List(HttpContext http, IMeetingStore store, int? limit, string? cursor)
    {
        var size = limit ?? Limits.ListPageDefault;
        if (size is < 1 or > Limits.ListPageMax) return ProblemResult.Of("invalid", $"limit is 1 to {Limits.ListPageMax}.");
        MeetingId before = default;
        if (cursor is not null && !MeetingId.TryParse(cursor, out before)) return ProblemResult.Of("invalid", "cursor is not one this server gave.");
        var rows = await store.Meetings(NeedsKey.Of(http).Tenant, cursor is null ? null : before, size + 1);
        var items = new List<MeetingView>();
        foreach (var row in rows.Take(size)) items.Add(await MeetingViews.Of(store, row));
        return Results.Json(new MeetingPage(items, rows.Count > size ? items[^1].Id : null), WireJson.Default.MeetingPage);
    }

    private static Task<IResult> One(HttpContext http, IMeetingStore store, string meeting) => With(http, store, meeting, async row =>
        Results.Json(await MeetingViews.Of(store, row), WireJson.Default.MeetingView));

    private static Task<IResult> Clock(HttpContext http, IMeetingStore store, TimeProvider time, string meeting) => With(http, store, meeting, row => Task.FromResult(
        Results.Json(MeetingCalls.Clock(row, time), WireJson.Default.ClockView)));

    private static Task<IResult> Lag(HttpContext http, IMeetingStore store, TimeProvider time, string meeting) => With(http, store, meeting, async row =>
    {
        var now = time.GetUtcNow();
        var lag = await store.Lag(row.Id, now);
        var behind = lag.OldestPendingStoredAt is { } oldest ? (now - oldest).TotalSeconds : 0;
        return Results.Json(new LagView(behind, Math.Min(behind, 60), lag.BacklogChunks, lag.PendingText, lag.Dead, lag.Stored), WireJson.Default.LagView);
    });

    private static Task<IResult> Stop(HttpContext http, IMeetingStore store, MeetingCalls calls, string meeting) => With(http, store, meeting, async row =>
    {
        var (body, _, bad) = await JsonBody.Read(http, WireJson.Default.StopMeeting, new Wire.StopMeeting());
        if (bad is not null) return bad;
        return await calls.Stop(NeedsKey.Of(http).Tenant, row, body!) switch
        {
            Called<MeetingView>.Done stopped => Results.Json(stopped.Value, WireJson.Default.MeetingView, statusCode: 202),
            Called<MeetingView>.Failed failed => failed.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    });

    private static Task<IResult> Cancel(HttpContext http, IMeetingStore store, IGrainFactory grains, TimeProvider time, string meeting) => With(http, store, meeting, async row =>
        await Answer(http, store, row, await GrainCall.Insist(time, () => grains.GetGrain<IMeetingGrain>(row.Id.Value).Cancel())));

    private static Task<IResult> Retry(HttpContext http, IMeetingStore store, ITranscriptionQueue queue, TimeProvider time, string meeting) => With(http, store, meeting, async row =>
        Results.Json(new RetriedView(await queue.Retry(row.Id, time.GetUtcNow())), WireJson.Default.RetriedView));

    private static async Task<IResult> Delete(HttpContext http, IMeetingStore store, IGrainFactory grains, TimeProvider time, string meeting)
    {
        if (!MeetingId.TryParse(meeting, out var id) || await store.Meeting(NeedsKey.Of(http).Tenant, id) is null) return ProblemResult.Of("unknown_meeting");
        var answer = await GrainCall.Insist(time, () => grains.GetGrain<IMeetingGrain>(id.Value).Delete());
        return answer.Refused is { } refused ? ProblemResult.Of(refused) : Results.NoContent();
    }

    private static async Task<IResult> Answer(HttpContext http, IMeetingStore store, MeetingRow before, MeetingAnswer answer)
    {
        if (answer.Refused is { } refused) return ProblemResult.Of(refused);
        var row = await store.Meeting(NeedsKey.Of(http).Tenant, before.Id) ?? before;
        return Results.Json(await MeetingViews.Of(store, row), WireJson.Default.MeetingView, statusCode: 202);
    }

    /// <summary>Finds the caller's meeting, or answers why not.</summary>
    internal static async Task<IResult> With(HttpContext http, IMeetingStore store, string meeting, Func<MeetingRow, Task<IResult>> serve) =>
        await MeetingCalls.Find(store, NeedsKey.Of(http).Tenant, meeting) switch
        {
            Called<MeetingRow>.Done found => await serve(found.Value),
            Called<MeetingRow>.Failed failed => failed.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
