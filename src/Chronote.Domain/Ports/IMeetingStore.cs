using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Tracks;
using Chronote.Domain.Transcription;

namespace Chronote.Domain.Ports;

/// <summary>What was asked for when a meeting was created.</summary>
/// <param name="Metadata">The caller's JSON object as text, or null.</param>
public sealed record MeetingFacts(
    TenantId Tenant, MeetingId Id, string? Name, string? MeetingUrl, string? Metadata, string? Language, string CreatedBy,
    string? IdempotencyKey, byte[] BodyDigest, IReadOnlyList<(TrackId Track, string? Name)> Tracks)
{
    /// <summary>Words that the engine is told to expect.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];
}

public sealed record MeetingRow
{
    public required TenantId Tenant { get; init; }
    public required MeetingId Id { get; init; }
    public required MeetingPhase Phase { get; init; }
    public string? Name { get; init; }
    public string? MeetingUrl { get; init; }
    public string? Metadata { get; init; }
    public string? Language { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }
    public DateTimeOffset? DeadlineAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public int NotesRevision { get; init; }
    /// <summary>Grows with every change of the meeting's text.</summary>
    public long TextVersion { get; init; }
    public long NotesTextVersion { get; init; }
    /// <summary>Number of the newest event; 0 when there is none.</summary>
    public long EventNumber { get; init; }
}

/// <summary>A chunk on its way to text, as lists and proofs show it.</summary>
public sealed record ChunkRow(long ChunkId, Receipt Receipt, TextPhase Text, int Attempt, string? Error, bool BytesAreHot);

public sealed record SegmentRow
{
    public required TrackId Track { get; init; }
    /// <summary>First chunk of the unit the text came from.</summary>
    public required long Seq { get; init; }
    public required long StartMilliseconds { get; init; }
    public required long EndMilliseconds { get; init; }
    public required string Text { get; init; }
    public required EngineLabel Engine { get; init; }
    public string? Language { get; init; }
    public string? Suppressed { get; init; }
    public int Revision { get; init; } = 1;
}

/// <param name="Payload">JSON.</param>
public sealed record EventRow(long Number, DateTimeOffset At, string Kind, string Payload);

/// <param name="ChunkCount">Chunks in its files; <see cref="Stale"/> when a track was erased since they were made.</param>
public sealed record WindowRow(int Window, int Revision, long ChunkCount, long SummaryTextVersion, NotesDocument? Summary)
{
    public const long Stale = -1;
}

/// <summary>A finished file of a window.</summary>
/// <param name="Object">Its name in blob storage.</param>
public sealed record ArtefactRow(int Window, TrackId Track, int Revision, string Object, long ByteCount, byte[] Digest, long DurationSamples);

public sealed record LagRow(long PendingText, long Dead, long Stored, DateTimeOffset? OldestPendingStoredAt, long BacklogChunks);

/// <summary>Reads of a meeting's rows. Every list is a bounded page in a stated order; no read outlives one page.</summary>
public interface IMeetingStore
{
    /// <summary>Null when there is none, or it is another tenant's. Deleted meetings are found until they are erased.</summary>
    Task<MeetingRow?> Meeting(TenantId tenant, MeetingId id);

    /// <summary>Newest first, below <paramref name="before"/> when given, without deleted ones.</summary>
    Task<IReadOnlyList<MeetingRow>> Meetings(TenantId tenant, MeetingId? before, int limit);

    Task<(MeetingId Id, byte[] BodyDigest)?> ByIdempotencyKey(TenantId tenant, string key);

    /// <summary>In order of track id, without erased ones; at most <see cref="Limits.TracksPerMeetingMax"/>.</summary>
    Task<IReadOnlyList<TrackRow>> Tracks(MeetingId id);

    Task<TrackRow?> Track(TrackKey key);

    /// <summary>The first number that is neither stored nor given up; 0 for a track that isn't there.</summary>
    Task<long> Watermark(TrackKey key);

    /// <summary>Tracks of recording meetings whose hints may have been lost: those that used up half of what they may run ahead.</summary>
    Task<IReadOnlyList<TrackKey>> TracksLowOnCredit(int limit);

    Task<MeetingProgress> Progress(MeetingId id);

    Task<LagRow> Lag(MeetingId id, DateTimeOffset now);

    /// <summary>In order of seq, from <paramref name="fromSeq"/> on.</summary>
    Task<IReadOnlyList<ChunkRow>> Chunks(TrackKey key, long fromSeq, int limit);

    /// <summary>In order of place, then seq, after the given place and seq: the order of assembly.</summary>
    Task<IReadOnlyList<ChunkRow>> ChunksByPlace(TrackKey key, long afterStartSamples, long afterSeq, int limit);

    /// <summary>Sequence numbers stored from <paramref name="fromSeq"/> on, ascending.</summary>
    Task<IReadOnlyList<long>> StoredSeqs(TrackKey key, long fromSeq, int limit);

    /// <summary>Those which end at <paramref name="fromSeq"/> or later, in order, at most <see cref="Limits.RowsPerReadMax"/>.</summary>
    Task<IReadOnlyList<LostRange>> LostRanges(TrackKey key, long fromSeq = 0);

    Task<IReadOnlyList<Gap>> Gaps(TrackKey key);

    /// <summary>In order of start, then track, then seq; <paramref name="skip"/> pages through.</summary>
    Task<IReadOnlyList<SegmentRow>> Segments(MeetingId id, int skip, int limit);

    /// <summary>In order of number, after <paramref name="after"/>. The first may be higher than after + 1: the log is bounded.</summary>
    Task<IReadOnlyList<EventRow>> Events(MeetingId id, long after, int limit);

    Task<(int Revision, NotesDocument Document)?> Notes(MeetingId id);

    Task<WindowRow?> Window(MeetingId id, int window);

    Task<IReadOnlyList<ArtefactRow>> Artefacts(MeetingId id);
}
