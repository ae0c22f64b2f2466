using System.Security.Cryptography;
using System.Text.Json;
using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Gateway.Ingest;
using Chronote.Gateway.Problems;
using Chronote.Grains.Meetings;
using Chronote.Grains.Tracks;
using Chronote.Kernel.Simulation;
using Chronote.Wire;

namespace Chronote.Simulation.Server;

/// <summary>The server's front without HTTP: what the endpoints translate, translated to what the client makes of their answers.</summary>
internal sealed class Edge(
    SimulatedWorld world, ChunkIngest ingest, IChunkStore chunks, IMeetingStore meetings, ITrackHints hints, IRandomness randomness, CapturedLog log)
{
    public static readonly TenantId Tenant = new("tenant");
    private static readonly TimeSpan CreditWait = TimeSpan.FromSeconds(1);

    /// <summary>False while the process starts: then nobody listens.</summary>
    public bool IsOpen { get; set; }

    public Task<Answer<MeetingView>> Create(Wire.CreateMeeting request, string key) => Serve("create", async () =>
    {
        var digest = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.CreateMeeting));
        if (await meetings.ByIdempotencyKey(Tenant, key) is { } earlier) return await View(earlier.Id, repeated: true);
        var id = MeetingId.At(world.Time.GetUtcNow(), randomness.Next());
        var answer = await world.Grains.GetGrain<IMeetingGrain>(id.Value).Create(new Grains.Meetings.CreateMeeting(
            Tenant.Value, request.Name, null, null, request.Language, "recorder", key, digest, [.. (request.Tracks ?? []).Select(track => new TrackName(track.Id, track.Name))]));
        if (answer.Refused is { } refused) return No<MeetingView>(refused);
        return await View(answer.KeyTakenBy is { } taken ? new MeetingId(taken) : id, answer.KeyTakenBy is not null);
    });

    public Task<Answer<MeetingView>> Meeting(string meeting) => Serve("meeting", () => View(new MeetingId(meeting), repeated: true));

    public Task<Answer<ClockView>> Clock(string meeting) => Serve("clock", async () => await meetings.Meeting(Tenant, new MeetingId(meeting)) is { } row
        ? new Answer<ClockView>.Ok(new ClockView((long)((world.Time.GetUtcNow() - row.CreatedAt).TotalSeconds * Limits.SamplesPerSecond)))
        : No<ClockView>("unknown_meeting"));

    public Task<Answer<EpochOpened>> Open(TrackAddress track, Wire.OpenEpoch wish) => Serve("open", async () =>
        await chunks.OpenEpoch(new Domain.Tracks.OpenEpoch(Tenant, Key(track), wish.Name, wish.SeenEpoch, wish.Writer, wish.FirstSeq,
            wish.Anchor.TimelineSamples, wish.Anchor.SourceSamples, wish.Anchor.Estimated)) switch
        {
            OpenAnswer.Opened opened => new Answer<EpochOpened>.Ok(
                new EpochOpened(opened.Epoch.Epoch, opened.Epoch.FirstSeq, opened.Track.NextSeq, opened.Track.CreditSeq, opened.Track.Epoch!.Value, opened.EndSeq), opened.Again),
            OpenAnswer.Refused refused => No<EpochOpened>(refused.Refusal),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    public Task<Answer<TrackView>> Look(TrackAddress address) => Serve("look", async () =>
    {
        if (await meetings.Track(Key(address)) is not { } track) return No<TrackView>("unknown_track");
        var look = await world.Grains.GetGrain<IParticipantStreamGrain>(track.Key.ToString()).Look();
        return new Answer<TrackView>.Ok(new TrackView
        {
            Track = address.Track, Name = track.Name, Epoch = track.Epoch, NextSeq = track.NextSeq, Watermark = look.Watermark,
            Missing = [.. look.Missing.Select(range => new SeqRange(range.FromSeq, range.ToSeq))], CreditSeq = track.CreditSeq, LastSeq = track.LastSeq, Phase = track.Phase.ToString(),
        });
    });

    public Task<Answer<ChunkAcknowledged>> Put(TrackAddress track, ChunkToSend chunk, ReadOnlyMemory<byte> body) => Serve("put", async () =>
        await ingest.Put(new ChunkPut(Tenant, new ChunkKey(new MeetingId(track.Meeting), new TrackId(track.Track), chunk.Seq), chunk.Epoch, chunk.WriterEpoch, chunk.StartSamples,
            Convert.FromHexString(chunk.Digest), chunk.MediaType, body.ToArray())) switch
        {
            ChunkPutAnswer.Acknowledged acknowledged => new Answer<ChunkAcknowledged>.Ok(acknowledged.Body, acknowledged.Again),
            ChunkPutAnswer.Refused refused => No<ChunkAcknowledged>(refused.Refusal),
            ChunkPutAnswer.BadBody bad => No<ChunkAcknowledged>(bad.Code, bad.Detail),
            ChunkPutAnswer.Unstored unstored => new Answer<ChunkAcknowledged>.Busy(unstored.Failure.RetryAfter),
            _ => throw new System.Diagnostics.UnreachableException(),
        });

    public Task<Answer<Done>> Lost(TrackAddress track, DeclareLost lost) => Serve("lost", async () =>
    {
        var refusal = await chunks.DeclareLost(Tenant, Key(track), lost.WriterEpoch, new LostRange(lost.FromSeq, lost.ToSeq, lost.Reason));
        hints.ChunkStored(Key(track));
        return refusal is null ? new Answer<Done>.Ok(default) : No<Done>(refusal);
    });

    public Task<Answer<Done>> Gap(TrackAddress track, RecordGap gap) => Serve("gap", async () =>
        await chunks.RecordGap(Tenant, Key(track), gap.WriterEpoch, new Gap(gap.StartSamples, gap.DurationSamples, gap.Reason)) is { } refusal
            ? No<Done>(refusal)
            : new Answer<Done>.Ok(default));

    public Task<Answer<MeetingView>> Stop(string meeting, Wire.StopMeeting request) => Serve("stop", async () =>
    {
        var answer = await world.Grains.GetGrain<IMeetingGrain>(meeting).Stop(new Grains.Meetings.StopMeeting(request.Tracks ?? new Dictionary<string, long>()));
        return answer.Refused is { } refused ? No<MeetingView>(refused) : await View(new MeetingId(meeting), repeated: false);
    });

    private async Task<Answer<MeetingView>> View(MeetingId id, bool repeated)
    {
        if (await meetings.Meeting(Tenant, id) is not { } row) return No<MeetingView>("unknown_meeting");
        if (row.Phase == MeetingPhase.Deleted) return No<MeetingView>("deleted");
        return new Answer<MeetingView>.Ok(new MeetingView
        {
            Id = id.Value, RecordingId = id.Value, Phase = row.Phase.ToString().ToLowerInvariant(), CreatedAt = row.CreatedAt, Tracks = [],
            PendingChunks = 0, DeadChunks = 0, NotesRevision = row.NotesRevision, EventNumber = row.EventNumber,
        }, repeated);
    }

    // As the front maps failures: a store that can't just now is 503, everything else 500, of which the caller knows nothing.
    private async Task<Answer<T>> Serve<T>(string what, Func<Task<Answer<T>>> serve)
    {
        if (!IsOpen) return new Answer<T>.Unknown("The server cannot be reached");
        try
        {
            return await serve();
        }
        catch (StoreException failure)
        {
            return new Answer<T>.Busy(failure.RetryAfter);
        }
        catch (Exception failure)
        {
            log.Caught(what, failure);
            return new Answer<T>.Unknown($"The server answered 500 ({failure.Message})");
        }
    }

    private static Answer<T> No<T>(Refusal refusal) => refusal.Code == RefusalCode.OverCredit
        ? new Answer<T>.Busy(CreditWait)
        : No<T>(ProblemCatalogue.Of(refusal.Code).Code, refusal.Detail, refusal.NewestEpoch);

    private static Answer<T> No<T>(string code, string? detail = null, long? newestEpoch = null)
    {
        var kind = ProblemCatalogue.Of(code);
        return new Answer<T>.Refused(new Problem { Type = kind.Code, Title = kind.Title, Status = kind.Status, Code = kind.Code, Detail = detail, NewestEpoch = newestEpoch });
    }

    private static TrackKey Key(TrackAddress track) => new(new MeetingId(track.Meeting), new TrackId(track.Track));
}
