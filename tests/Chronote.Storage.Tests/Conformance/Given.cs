using System.Security.Cryptography;
using System.Text;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Tests.Conformance;

/// <summary>What tests begin with: meetings, tracks and chunks, made through the ports.</summary>
internal static class Given
{
    public const int ChunkSamples = 5 * Limits.SamplesPerSecond;

    public static readonly TenantId Tenant = new("acme");
    public static readonly TenantId Stranger = new("else");
    private static readonly byte[] State = "{}"u8.ToArray();

    public static GrainName Grain(MeetingId meeting) => new("meeting", meeting.Value);

    /// <summary>A recording meeting; <paramref name="number"/> tells meetings of one store apart.</summary>
    public static async Task<MeetingId> Meeting(this StoreUnderTest store, ulong number = 1, string? idempotencyKey = null, params string[] tracks)
    {
        var id = MeetingId.At(store.Now, number);
        (await store.Create(id, idempotencyKey, tracks)).ShouldBeOfType<CommitAnswer.Committed>();
        return id;
    }

    public static Task<CommitAnswer> Create(this StoreUnderTest store, MeetingId id, string? idempotencyKey = null, string[]? tracks = null, byte[]? bodyDigest = null) =>
        store.Commit(id, 0, new RowChange.CreateMeeting(Facts(id, idempotencyKey, tracks ?? [], bodyDigest), store.Now));

    public static Task<CommitAnswer> Commit(this StoreUnderTest store, MeetingId id, long etag, params RowChange[] changes) =>
        store.Records.Commit(new Commit(Tenant, Grain(id), etag, State, changes));

    /// <summary>Commits with whatever etag is stored, as the one activation of a meeting would.</summary>
    public static async Task<CommitAnswer> Change(this StoreUnderTest store, MeetingId id, params RowChange[] changes) =>
        await store.Commit(id, (await store.Records.Read(Grain(id)))?.Etag ?? 0, changes);

    public static RowChange.SetPhase Phase(this StoreUnderTest store, MeetingId id, MeetingPhase phase, DateTimeOffset? deadline = null, DateTimeOffset? lateUntil = null) =>
        new(id, phase, Phases.Writers(phase), store.Now, deadline, lateUntil);

    public static async Task Stop(this StoreUnderTest store, MeetingId id, params (string Track, long Last)[] named) =>
        (await store.Change(
            id,
            new RowChange.NameLast(id, named.ToDictionary(each => each.Track, each => each.Last)),
            store.Phase(id, MeetingPhase.Draining, store.Now.AddSeconds(60), store.Now + Limits.LateMax))).ShouldBeOfType<CommitAnswer.Committed>();

    public static TrackKey Track(this MeetingId meeting, string track = "mic") => new(meeting, new TrackId(track));

    public static OpenEpoch Opening(TrackKey track, string writer, long? seen = null, long firstSeq = 0) =>
        new(Tenant, track, null, seen, writer, firstSeq, 0, 0, false);

    public static async Task<TrackRow> Open(this StoreUnderTest store, TrackKey track, string writer, long? seen = null, long firstSeq = 0) =>
        (await store.Chunks.OpenEpoch(Opening(track, writer, seen, firstSeq))).ShouldBeOfType<OpenAnswer.Opened>().Track;

    /// <summary>A chunk of a simple writer. Its bytes follow from its number and <paramref name="says"/>.</summary>
    public static ChunkToStore Chunk(TrackKey track, long seq, string says = "a", AudioCodec codec = AudioCodec.Opus)
    {
        var bytes = Encoding.UTF8.GetBytes($"{track.Track} {seq} {says}");
        var opus = codec == AudioCodec.Opus;
        return new ChunkToStore(
            Tenant, new ChunkKey(track.Meeting, track.Track, seq), null, null, null, SHA256.HashData(bytes), false,
            new AudioShape(codec, ChunkSamples, opus ? 312 : 0, opus ? 250 : 0, opus ? SHA256.HashData(bytes.AsSpan(1)) : null), bytes);
    }

    /// <summary>A chunk of a writer who opened its epoch by name.</summary>
    public static ChunkToStore Chunk(TrackKey track, long seq, long epoch, long writerEpoch, string says = "a", long? start = null) =>
        Chunk(track, seq, says) with { Epoch = epoch, WriterEpoch = writerEpoch, StartSamples = start ?? seq * ChunkSamples, DigestWasGiven = true };

    public static async Task<PutAnswer.Stored> Stored(this StoreUnderTest store, ChunkToStore chunk) =>
        (await store.Chunks.Put(chunk)).ShouldBeOfType<PutAnswer.Stored>();

    public static async Task StoreChunks(this StoreUnderTest store, TrackKey track, params int[] seqs)
    {
        foreach (var seq in seqs) await store.Stored(Chunk(track, seq) with { StartSamples = seq * (long)ChunkSamples });
    }

    public static async Task<RefusalCode> Refusal(this StoreUnderTest store, ChunkToStore chunk) =>
        (await store.Chunks.Put(chunk)).ShouldBeOfType<PutAnswer.Refused>().Refusal.Code;

    private static MeetingFacts Facts(MeetingId id, string? idempotencyKey, string[] tracks, byte[]? bodyDigest) => new(
        Tenant, id, "Weekly", "https://meet.example/1", """{"room":1}""", "en", "ana", idempotencyKey, bodyDigest ?? SHA256.HashData([]),
        [.. tracks.Select(track => (new TrackId(track), (string?)$"{track}'s name"))]);
}
