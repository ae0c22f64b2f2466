using System.Globalization;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Calls;
using Chronote.Gateway.Keys;
using Chronote.Gateway.Meetings;
using Chronote.Gateway.Problems;
using Chronote.Grains.Tracks;
using Chronote.Wire;

namespace Chronote.Gateway.Ingest;

/// <summary>Tracks, epochs and chunks (PROTOCOL, sections 3 and 4). Translates; <see cref="ChunkIngest"/> decides nothing here.</summary>
internal static class TrackEndpoints
{
    private static readonly string[] GapReasons = ["device_lost", "no_signal", "spool_full", "stalled", "paused"];

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
        if (!TrackId.TryParse(track, out var trackId)) return ProblemResult.Of("invalid", "A track id is 1–64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit.");
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

    private static Task<IResult> OpenEpoch(HttpContext http, IMeetingStore store, IChunkStore chunks, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<Wire.OpenEpoch>(http, WireJson.Default.OpenEpoch, null!);
        if (bad is not null) return bad;
        if (body is null) return ProblemResult.Of("bad_request", "The body says seen_epoch, writer, first_seq and anchor.");
        if (body.Writer is not { Length: >= 1 and <= Limits.WriterCharactersMax }) return ProblemResult.Of("invalid", $"writer has 1 to {Limits.WriterCharactersMax} characters.");
        if (body.FirstSeq is < 0 or > Limits.SeqMax) return ProblemResult.Of("invalid", $"first_seq is 0 to {Limits.SeqMax}.");
        if (body.Anchor is not { TimelineSamples: >= 0, SourceSamples: >= 0 }) return ProblemResult.Of("invalid", "anchor says timeline_samples and source_samples, both from 0 on.");
        if (body.Name?.Length > Limits.NameCharactersMax) return ProblemResult.Of("invalid", $"name has at most {Limits.NameCharactersMax} characters.");
        var answer = await chunks.OpenEpoch(new Domain.Tracks.OpenEpoch(
            NeedsKey.Of(http).Tenant, key, body.Name, body.SeenEpoch, body.Writer, body.FirstSeq, body.Anchor.TimelineSamples, body.Anchor.SourceSamples, body.Anchor.Estimated));
        return answer switch
        {
            OpenAnswer.Opened opened => Results.Json(
                new EpochOpened(opened.Epoch.Epoch, opened.Epoch.FirstSeq, opened.Track.NextSeq, opened.Track.CreditSeq, opened.Track.Epoch!.Value, opened.EndSeq),
                WireJson.Default.EpochOpened, statusCode: opened.Again ? 200 : 201),
            OpenAnswer.Refused refused => ProblemResult.Of(refused.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    });

    private static Task<IResult> Lost(HttpContext http, IMeetingStore store, IChunkStore chunks, ITrackHints hints, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<DeclareLost>(http, WireJson.Default.DeclareLost, null!);
        if (bad is not null) return bad;
        if (body is null || body.FromSeq < 0 || body.ToSeq < body.FromSeq || body.ToSeq - body.FromSeq >= Limits.LostChunksPerCallMax)
            return ProblemResult.Of("invalid", $"from_seq and to_seq name a range of at most {Limits.LostChunksPerCallMax} numbers, both inclusive.");
        if (body.Reason is not { Length: >= 1 and <= Limits.ReasonCharactersMax }) return ProblemResult.Of("invalid", $"reason has 1 to {Limits.ReasonCharactersMax} characters.");
        var refusal = await chunks.DeclareLost(NeedsKey.Of(http).Tenant, key, body.WriterEpoch, new LostRange(body.FromSeq, body.ToSeq, body.Reason));
        hints.ChunkStored(key);
        return refusal is null ? Results.NoContent() : ProblemResult.Of(refusal);
    });

    private static Task<IResult> RecordGap(HttpContext http, IMeetingStore store, IChunkStore chunks, string meeting, string track) => WithTrack(http, store, meeting, track, async key =>
    {
        var (body, _, bad) = await JsonBody.Read<RecordGap>(http, WireJson.Default.RecordGap, null!);
        if (bad is not null) return bad;
        if (body is not { StartSamples: >= 0, DurationSamples: > 0 }) return ProblemResult.Of("invalid", "start_samples is 0 or more, duration_samples more than 0.");
        if (!GapReasons.Contains(body.Reason)) return ProblemResult.Of("invalid", $"reason is one of {string.Join(", ", GapReasons)}.");
        var refusal = await chunks.RecordGap(NeedsKey.Of(http).Tenant, key, body.WriterEpoch, new Gap(body.StartSamples, body.DurationSamples, body.Reason));
        return refusal is null ? Results.NoContent() : ProblemResult.Of(refusal);
    });

    private static Task<IResult> Look(
        HttpContext http, IMeetingStore store, IGrainFactory grains, TimeProvider time, string meeting, string track) => MeetingEndpoints.With(http, store, meeting, async row =>
    {
        if (!TrackId.TryParse(track, out var id) || await store.Track(new TrackKey(row.Id, id)) is not { } found) return ProblemResult.Of("unknown_track");
        var look = await GrainCall.Insist(time, () => grains.GetGrain<IParticipantStreamGrain>(found.Key.ToString()).Look());
        var view = MeetingViews.Of(found, row, look.Watermark) with
        {
            Missing = [.. look.Missing.Select(range => new SeqRange(range.FromSeq, range.ToSeq))],
        };
        return Results.Json(view, WireJson.Default.TrackView);
    });

    private static Task<IResult> WithTrack(HttpContext http, IMeetingStore store, string meeting, string track, Func<TrackKey, Task<IResult>> serve) =>
        MeetingEndpoints.With(http, store, meeting, row => TrackId.TryParse(track, out var id)
            ? serve(new TrackKey(row.Id, id))
            : Task.FromResult<IResult>(ProblemResult.Of("invalid", "A track id is 1–64 characters of A-Z a-z 0-9 . _ -, beginning with a letter or digit.")));

    private static bool Number(IHeaderDictionary headers, string name, out long? value)
    {
        value = null;
        if (!headers.TryGetValue(name, out var text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        value = number;
        return true;
    }
}
