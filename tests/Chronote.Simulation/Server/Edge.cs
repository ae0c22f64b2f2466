using System.Security.Cryptography;
using System.Text.Json;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Ingest;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;
using Chronote.Kernel.Simulation;
using Chronote.Wire;

namespace Chronote.Simulation.Server;

/// <summary>The endpoints that change something, without HTTP: what they translate, translated to what the client makes of their answers.</summary>
internal sealed class Edge(
    SimulatedWorld world, Front front, ChunkIngest ingest, IChunkStore chunks, IMeetingStore meetings, ITranscriptionQueue queue, ITrackHints hints, IRandomness randomness)
{
    public Task<Answer<MeetingView>> Create(TenantId tenant, Wire.CreateMeeting request, string key) => front.Serve("create", async () =>
    {
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.CreateMeeting));
        if (await meetings.ByIdempotencyKey(tenant, key) is { } earlier) return await AgainOrReused(tenant, earlier.Id, earlier.BodyDigest, digest);
        var id = MeetingId.At(world.Time.GetUtcNow(), randomness.Next());
        var answer = await world.Grains.GetGrain<IMeetingGrain>(id.Value).Create(new Grains.Meetings.CreateMeeting(
            tenant.Value, request.Name, null, null, request.Language, "recorder", key, digest, [.. (request.Tracks ?? []).Select(track => new TrackName(track.Id, track.Name))]));
        if (answer.KeyTakenBy is { } taken) return await AgainOrReused(tenant, new MeetingId(taken), answer.KeyTakenDigest!, digest);
        return answer.Refused is { } refused ? Front.No<MeetingView>(refused) : await View(tenant, id, repeated: false);
    });

    public Task<Answer<MeetingView>> Meeting(TenantId tenant, string meeting) => front.Serve("meeting", () => View(tenant, new MeetingId(meeting), repeated: true));

    public Task<Answer<ClockView>> Clock(TenantId tenant, string meeting) => front.With("clock", tenant, meeting, row => Task.FromResult<Answer<ClockView>>(
        new Answer<ClockView>.Ok(new ClockView((long)((world.Time.GetUtcNow() - row.CreatedAt).TotalSeconds * Limits.SamplesPerSecond)))));

    public Task<Answer<EpochOpened>> Open(TenantId tenant, TrackAddress track, Wire.OpenEpoch wish) => front.With<EpochOpened>("open", tenant, track.Meeting, async _ =>
        await chunks.OpenEpoch(new Domain.Tracks.OpenEpoch(tenant, Key(track), wish.Name, wish.SeenEpoch, wish.Writer, wish.FirstSeq,
            wish.Anchor.TimelineSamples, wish.Anchor.SourceSamples, wish.Anchor.Estimated)) switch
        {
            OpenAnswer.Opened opened => new Answer<EpochOpened>.Ok(
                new EpochOpened(opened.Epoch.Epoch, opened.Epoch.FirstSeq, opened.Track.NextSeq, opened.Track.CreditSeq, opened.Track.Epoch!.Value, opened.EndSeq), opened.Again),
            OpenAnswer.Refused refused => Front.No<EpochOpened>(refused.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    public Task<Answer<TrackView>> Look(TenantId tenant, TrackAddress address) => front.With<TrackView>("look", tenant, address.Meeting, async _ =>
    {
        if (await meetings.Track(Key(address)) is not { } track) return Front.No<TrackView>("unknown_track");
        var look = await world.Grains.GetGrain<IParticipantStreamGrain>(track.Key.ToString()).Look();
        return new Answer<TrackView>.Ok(new TrackView
        {
            Track = address.Track, Name = track.Name, Epoch = track.Epoch, NextSeq = track.NextSeq, Watermark = look.Watermark,
            Missing = [.. look.Missing.Select(range => new SeqRange(range.FromSeq, range.ToSeq))], CreditSeq = track.CreditSeq, LastSeq = track.LastSeq, Phase = track.Phase.ToString(),
        });
    });

    public Task<Answer<ChunkAcknowledged>> Put(TenantId tenant, TrackAddress track, ChunkToSend chunk, byte[] body) => Put(new ChunkPut(
        tenant, new ChunkKey(new MeetingId(track.Meeting), new TrackId(track.Track), chunk.Seq), chunk.Epoch, chunk.WriterEpoch, chunk.StartSamples,
        Convert.FromHexString(chunk.Digest), chunk.MediaType, body));

    public Task<Answer<ChunkAcknowledged>> PutPlain(TenantId tenant, TrackAddress track, long seq, byte[] body) => Put(new ChunkPut(
        tenant, new ChunkKey(new MeetingId(track.Meeting), new TrackId(track.Track), seq), null, null, null, null, null, body));

    public Task<Answer<Done>> Lost(TenantId tenant, TrackAddress track, DeclareLost lost) => front.With<Done>("lost", tenant, track.Meeting, async _ =>
    {
        var refusal = await chunks.DeclareLost(tenant, Key(track), lost.WriterEpoch, new LostRange(lost.FromSeq, lost.ToSeq, lost.Reason));
        hints.ChunkStored(Key(track));
        return refusal is null ? new Answer<Done>.Ok(default) : Front.No<Done>(refusal);
    });

    public Task<Answer<Done>> Gap(TenantId tenant, TrackAddress track, RecordGap gap) => front.With<Done>("gap", tenant, track.Meeting, async _ =>
        await chunks.RecordGap(tenant, Key(track), gap.WriterEpoch, new Gap(gap.StartSamples, gap.DurationSamples, gap.Reason)) is { } refusal
            ? Front.No<Done>(refusal)
            : new Answer<Done>.Ok(default));

    public Task<Answer<MeetingView>> Stop(TenantId tenant, string meeting, Wire.StopMeeting request) => front.With("stop", tenant, meeting, async row =>
        await Shown(row, await Grain(row).Stop(new Grains.Meetings.StopMeeting(request.Tracks ?? new Dictionary<string, long>()))));

    public Task<Answer<MeetingView>> Cancel(TenantId tenant, string meeting) => front.With("cancel", tenant, meeting, async row => await Shown(row, await Grain(row).Cancel()));

    public Task<Answer<RetriedView>> Retry(TenantId tenant, string meeting) => front.With<RetriedView>("retry", tenant, meeting, async row =>
        new Answer<RetriedView>.Ok(new RetriedView(await queue.Retry(row.Id, world.Time.GetUtcNow()))));

    public Task<Answer<Done>> Delete(TenantId tenant, string meeting) => front.Serve<Done>("delete", async () =>
    {
        if (await meetings.Meeting(tenant, new MeetingId(meeting)) is not { } row) return Front.No<Done>("unknown_meeting");
        var answer = await Grain(row).Delete();
        return answer.Refused is { } refused ? Front.No<Done>(refused) : new Answer<Done>.Ok(default);
    });

    private Task<Answer<ChunkAcknowledged>> Put(ChunkPut put) => front.Serve<ChunkAcknowledged>("put", async () => await ingest.Put(put) switch
    {
        ChunkPutAnswer.Acknowledged acknowledged => new Answer<ChunkAcknowledged>.Ok(acknowledged.Body, acknowledged.Again),
        ChunkPutAnswer.Refused refused => Front.No<ChunkAcknowledged>(refused.Refusal),
        ChunkPutAnswer.BadBody bad => Front.No<ChunkAcknowledged>(bad.Code, bad.Detail),
        ChunkPutAnswer.Unstored unstored => new Answer<ChunkAcknowledged>.Busy(unstored.Failure.RetryAfter),
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    private async Task<Answer<MeetingView>> AgainOrReused(TenantId tenant, MeetingId id, byte[] firstDigest, byte[] digest) =>
        firstDigest.AsSpan().SequenceEqual(digest) ? await View(tenant, id, repeated: true) : Front.No<MeetingView>("key_reused");

    private Task<Answer<MeetingView>> Shown(MeetingRow row, MeetingAnswer answer) =>
        answer.Refused is { } refused ? Task.FromResult(Front.No<MeetingView>(refused)) : View(row.Tenant, row.Id, repeated: false);

    private async Task<Answer<MeetingView>> View(TenantId tenant, MeetingId id, bool repeated)
    {
        if (await meetings.Meeting(tenant, id) is not { } row) return Front.No<MeetingView>("unknown_meeting");
        if (row.Phase == MeetingPhase.Deleted) return Front.No<MeetingView>("deleted");
        return new Answer<MeetingView>.Ok(new MeetingView
        {
            Id = id.Value, RecordingId = id.Value, Phase = row.Phase.ToString().ToLowerInvariant(), CreatedAt = row.CreatedAt, Tracks = [],
            PendingChunks = 0, DeadChunks = 0, NotesRevision = row.NotesRevision, EventNumber = row.EventNumber,
        }, repeated);
    }

    private IMeetingGrain Grain(MeetingRow row) => world.Grains.GetGrain<IMeetingGrain>(row.Id.Value);

    private static TrackKey Key(TrackAddress track) => new(new MeetingId(track.Meeting), new TrackId(track.Track));
}
