using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Ports;

/// <summary>Durable state of the grains that decide, saved together with the rows their decision changes: one transaction, fenced by etag (I7).</summary>
public interface IGrainRecords
{
    /// <summary>Null when nothing was saved under this name.</summary>
    Task<GrainRecord?> Read(GrainName grain);

    Task<CommitAnswer> Commit(Commit commit);

    /// <summary>What is due at <paramref name="now"/>, earliest first. A row stays until its grain replaces or removes it.</summary>
    Task<IReadOnlyList<DueRow>> Due(DateTimeOffset now, int limit);
}

/// <param name="Kind">The grain's short name, for instance <c>meeting</c>.</param>
public sealed record GrainName(string Kind, string Key);

/// <param name="Etag">Grows by one with every commit; 0 means nothing is stored.</param>
public sealed record GrainRecord(long Etag, byte[] State);

public sealed record DueRow(GrainName Grain, string What, DateTimeOffset DueAt)
{
    /// <summary>The row of a stopped meeting behind whose back something changed: a late chunk, a text.</summary>
    public const string Late = "late";
}

/// <param name="ExpectedEtag">The etag last read or written; another one stored means that another activation wrote meanwhile.</param>
/// <param name="State">At most <see cref="Limits.GrainStateBytesMax"/>.</param>
public sealed record Commit(TenantId Tenant, GrainName Grain, long ExpectedEtag, byte[] State, IReadOnlyList<RowChange> Changes);

public abstract record CommitAnswer
{
    public sealed record Committed(long Etag) : CommitAnswer;
    /// <summary>Nothing was changed: this activation is stale and must forget what it knows.</summary>
    public sealed record Fenced : CommitAnswer;
    /// <summary>Nothing was changed: a row did not allow it.</summary>
    public sealed record Refused(Refusal Refusal) : CommitAnswer;
    /// <summary>Nothing was changed: this tenant used the idempotency key before, for that meeting.</summary>
    public sealed record KeyTaken(MeetingId Id, byte[] BodyDigest) : CommitAnswer;

    private CommitAnswer() { }
}

/// <summary>A change of rows that commits together with a grain's state.</summary>
public abstract record RowChange
{
    public sealed record CreateMeeting(MeetingFacts Facts, DateTimeOffset At) : RowChange;

    /// <summary>Sets the meeting's phase, and with it what its tracks let writers do.</summary>
    public sealed record SetPhase(
        MeetingId Id, MeetingPhase Phase, WriterPhase Writers, DateTimeOffset At, DateTimeOffset? DeadlineAt = null, DateTimeOffset? LateUntil = null) : RowChange;

    /// <summary>Names the last sequence number of tracks, all or none: <see cref="Tracks.LastNumber"/> says which are refused.</summary>
    public sealed record NameLast(MeetingId Id, IReadOnlyDictionary<string, long> LastSeqs) : RowChange;

    /// <summary>Adds an event under the meeting's next number.</summary>
    public sealed record AddEvent(MeetingId Id, DateTimeOffset At, string Kind, string Payload) : RowChange;

    /// <summary>What must happen later; replaces the row of the same grain and name.</summary>
    public sealed record SetDue(GrainName Grain, string What, DateTimeOffset At) : RowChange;

    public sealed record ClearDue(GrainName Grain, string What) : RowChange;

    /// <summary>A window's finished files: replaces those of older revisions.</summary>
    public sealed record SaveArtefacts(MeetingId Id, int Window, int Revision, long ChunkCount, IReadOnlyList<ArtefactRow> Artefacts) : RowChange;

    public sealed record SaveSummary(MeetingId Id, int Window, int Revision, long TextVersion, NotesDocument Summary) : RowChange;

    public sealed record SaveNotes(MeetingId Id, int Revision, long TextVersion, NotesDocument Document) : RowChange;

    /// <summary>Names an object before it is written, so that a sweep finds it whatever happens (I12).</summary>
    public sealed record IntendObject(MeetingId Id, string Object, DateTimeOffset At) : RowChange;

    /// <summary>What other servers see of a guild's voice session; replaces the row of the same meeting.</summary>
    public sealed record SaveVoiceSession(VoiceSessionRow Session) : RowChange;

    public sealed record RemoveVoiceSession(MeetingId Id) : RowChange;

    /// <summary>The meeting was recorded in this guild, after this announcement.</summary>
    public sealed record AddGuildMeeting(ulong Guild, MeetingId Id, ulong Channel, ulong StartedBy, DateTimeOffset At, ulong Message, string Announcement) : RowChange;

    /// <summary>These people were told of the recording; who was told before stays as it was.</summary>
    /// <param name="How"><c>announcement</c> for those who were there when it was posted, <c>joined</c> for those who came later.</param>
    public sealed record AddConsents(MeetingId Id, ulong Guild, IReadOnlyList<ulong> People, DateTimeOffset At, string How) : RowChange;

    /// <summary>A person does not want to be recorded in this guild; null: does again.</summary>
    public sealed record SetOptOut(ulong Guild, ulong User, DateTimeOffset? Since) : RowChange;

    private RowChange() { }
}
