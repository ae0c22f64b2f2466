using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Wire;

namespace Chronote.Gateway.Ingest;

/// <summary>Tracks, epochs and chunks (PROTOCOL, sections 3 and 4). Translates; <see cref="ChunkIngest"/> and <see cref="TrackCalls"/> decide.</summary>
internal static class TrackEndpoints
{
    public static void Map(RouteGroupBuilder meetings)
    {
        var tracks = meetings.MapGroup("/{meeting}/tracks/{track}");
        tracks.MapPut("/chunks/{seq:long}", PutChunk).Needs(KeyScope.Record, "Store a chunk (P-30)").Produces<ChunkAcknowledged>(201).Produces<ChunkAcknowledged>();
        tracks.MapPost("/epochs", OpenEpoch).Needs(KeyScope.Record, "Open an epoch (P-21)").Produces<EpochOpened>(201);
        tracks.MapPost("/lost", Lost).Needs(KeyScope.Record, "Give numbers up (P-24)").Produces(204);
        tracks.MapPost("/gaps", RecordGap).Needs(KeyScope.Record, "Record why there is no audio (P-25)").Produces(204);
        tracks.MapGet("/", Look).Needs(KeyScope.Read, "A track's state (P-26)").Produces<TrackView>();
    }

    private static async Task<IResult> PutChunk(HttpContext http, ChunkIngest ingest, string meeting, string track, long seq)
    {
        if (!MeetingId.TryParse(meeting, out var id)) return ProblemResult.Of("unknown_meeting");
        if (!TrackId.TryParse(track, out var trackId)) return ProblemResult.Of("invalid", TrackCalls.TrackIdRule);
        if (seq is < 0 or > Limits.SeqMax) return ProblemResult.Of("invalid", $"seq is 0 to {Limits.SeqMax}.");
        var headers = http.Request.Headers;
        if (!Number(headers, HeaderNames.Epoch, out var epoch) || !Number(headers, HeaderNames.WriterEpoch, out var writer) || !Number(headers, HeaderNames.StartSamples, out var start))
            return ProblemResult.Of("bad_request", $"{HeaderNames.Epoch}, {HeaderNames.WriterEpoch} and {HeaderNames.StartSamples} are whole numbers from 0 on.");
        if (!ContentDigest.TryRead(headers[HeaderNames.ContentDigest], out var digest))
            return ProblemResult.Of("bad_request", "Content-Digest is sha-256=:BASE64: (RFC 9530).");
        if (http.Request.ContentLength is not { } length) return ProblemResult.Of("length_required");
        if (length > Limits.PcmChunkBytesMax) return ProblemResult.Of("too_large", $"A chunk has at most {Limits.OpusChunkBytesMax} bytes (Ogg/Opus) or {Limits.PcmChunkBytesMax} (WAV, FLAC).");

        var body = GC.AllocateUninitializedArray<byte>((int)length);
        await http.Request.Body.ReadExactlyAsync(body, http.RequestAborted);
        var contentType = http.Request.ContentType is { } type ? type.Split(';')[0].Trim() : null;
        return await ingest.Put(new ChunkPut(NeedsKey.Of(http).Tenant, new ChunkKey(id, trackId, seq), epoch, writer, start, digest, contentType, body)) switch
        {
            ChunkPutAnswer.Acknowledged acknowledged => Results.Json(acknowledged.Body, WireJson.Default.ChunkAcknowledged, statusCode: acknowledged.Again ? 200 : 201),
            ChunkPutAnswer.Refused refused => ProblemResult.Of(refused.Refusal),
            ChunkPutAnswer.BadBody bad => ProblemResult.Of(bad.Code, bad.Detail),
            ChunkPutAnswer.Unstored unstored => ProblemResult.Of(unstored.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static Task<IResult> OpenEpoch(HttpContext http, IMeetingStore store, TrackCalls calls, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<OpenEpoch>(http, WireJson.Default.OpenEpoch, null!);
        if (bad is not null) return bad;
        return await calls.OpenEpoch(NeedsKey.Of(http).Tenant, key, body) switch
        {
            Called<EpochOpened>.Done opened => Results.Json(opened.Value, WireJson.Default.EpochOpened, statusCode: opened.Again ? 200 : 201),
            Called<EpochOpened>.Failed failed => failed.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    });

    private static Task<IResult> Lost(HttpContext http, IMeetingStore store, TrackCalls calls, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<DeclareLost>(http, WireJson.Default.DeclareLost, null!);
        return bad ?? await calls.Lost(NeedsKey.Of(http).Tenant, key, body) ?? Results.NoContent();
    });

    private static Task<IResult> RecordGap(HttpContext http, IMeetingStore store, TrackCalls calls, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<RecordGap>(http, WireJson.Default.RecordGap, null!);
        return bad ?? await calls.RecordGap(NeedsKey.Of(http).Tenant, key, body) ?? Results.NoContent();
    });

    private static Task<IResult> Look(HttpContext http, IMeetingStore store, TrackCalls calls, string meeting, string track) => MeetingEndpoints.With(http, store, meeting, async row =>
        await calls.Look(row, track) switch
        {
            Called<TrackView>.Done found => Results.Json(found.Value, WireJson.Default.TrackView),
            Called<TrackView>.Failed failed => failed.Problem,
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    private static Task<IResult> WithTrack(HttpContext http, IMeetingStore store, string meeting, string track, Func<TrackKey, Task<IResult>> serve) =>
        MeetingEndpoints.With(http, store, meeting, row => TrackId.TryParse(track, out var id)
            ? serve(new TrackKey(row.Id, id))
            : Task.FromResult<IResult>(ProblemResult.Of("invalid", TrackCalls.TrackIdRule)));

    private static bool Number(IHeaderDictionary headers, string name, out long? value)
    {
        value = null;
        if (!headers.TryGetValue(name, out var text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        value = number;
        return true;
    }
}
