using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql;

/// <summary>Reads and writes the rows that say who may write.</summary>
internal static class TrackRows
{
    public const string Columns =
        "track_no, meeting_no, tenant, meeting, track, name, phase, epoch, opened_by_name, writer, first_seq, next_seq, stored_max, "
        + "credit_seq, last_seq, late_until, end_samples, chunk_count, heard_at";

    public static ValueTask<StoredTrack?> Find(ISqlSession session, TrackKey key) => session.One(
        $"SELECT {Columns} FROM tracks WHERE meeting = $1 AND track = $2", Read, key.Meeting.Value, key.Track.Value);

    /// <summary>Without those that were erased.</summary>
    public static ValueTask<List<StoredTrack>> OfMeeting(ISqlSession session, MeetingId meeting) => session.All(
        $"SELECT {Columns} FROM tracks WHERE meeting = $1 AND erased = 0 ORDER BY track", Read, meeting.Value);

    /// <summary>The track; or, where the meeting has no such track yet, one to be inserted together with its first chunk or epoch: its number is 0.</summary>
    public static async ValueTask<(Refusal? Refusal, StoredTrack? Track)> FindOrMake(ISqlSession session, TenantId tenant, TrackKey key, string? name)
    {
        var found = await Find(session, key);
        if (found is not null) return found.Row.Tenant == tenant ? (null, found) : (UnknownMeeting(), null);
        var meeting = await session.One("SELECT meeting_no, phase, late_until FROM meetings WHERE meeting = $1 AND tenant = $2",
            row => new { No = row.Number(0), Phase = Enum.Parse<MeetingPhase>(row.Text(1)), LateUntil = row.TimeOrNull(2) }, key.Meeting.Value, tenant.Value);
        if (meeting is null) return (UnknownMeeting(), null);
        if (await session.Number("SELECT count(*) FROM tracks WHERE meeting = $1", key.Meeting.Value) >= Limits.TracksPerMeetingMax)
            return (new Refusal(RefusalCode.TooManyTracks, $"A meeting has at most {Limits.TracksPerMeetingMax} tracks."), null);
        return (null, new StoredTrack(0, meeting.No, new TrackRow
        {
            Tenant = tenant,
            Key = key,
            Name = name,
            Phase = Phases.Writers(meeting.Phase),
            LateUntil = meeting.LateUntil,
            // A track first heard of after the stop was named by nobody; its meeting owes it nothing.
            LastSeq = meeting.Phase is MeetingPhase.Recording or MeetingPhase.Interrupted ? null : -1,
        }));
    }

    public static Refusal UnknownMeeting() => new(RefusalCode.UnknownMeeting, "There is no such meeting.");

    /// <summary>Adds a track that is not there yet, and returns its number; 0 when somebody else added it meanwhile.</summary>
    public static ValueTask<long> Insert(ISqlSession session, long meetingNo, TrackRow row) => session.Number("""
        INSERT INTO tracks (tenant, meeting_no, meeting, track, name, phase, epoch, opened_by_name, writer, first_seq, next_seq, stored_max,
          credit_seq, last_seq, late_until, end_samples, chunk_count, heard_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (meeting, track) DO NOTHING RETURNING track_no
        """,
        row.Tenant.Value, meetingNo, row.Key.Meeting.Value, row.Key.Track.Value, row.Name, (int)row.Phase, row.Epoch, row.OpenedByName ? 1 : 0, row.Writer,
        row.FirstSeq, row.NextSeq, row.StoredMax, row.CreditSeq, row.LastSeq, row.LateUntil?.ToUnixTimeMilliseconds(), row.EndSamples, row.ChunkCount, row.HeardAt?.ToUnixTimeMilliseconds());

    /// <summary>Saves what admission and opening change; phase, last and late limit change by <see cref="GrainChanges"/> alone.</summary>
    public static ValueTask<int> Update(ISqlSession session, long trackNo, TrackRow row) => session.Run(UpdateSql, UpdateValues(trackNo, row));

    public const string UpdateSql = """
        UPDATE tracks SET name = $2, epoch = $3, opened_by_name = $4, writer = $5, first_seq = $6, next_seq = $7, stored_max = $8, credit_seq = $9, end_samples = $10,
          chunk_count = $11, heard_at = $12
        WHERE track_no = $1
        """;

    public static object?[] UpdateValues(long trackNo, TrackRow row) =>
    [
        trackNo, row.Name, row.Epoch, row.OpenedByName ? 1 : 0, row.Writer, row.FirstSeq, row.NextSeq, row.StoredMax, row.CreditSeq, row.EndSamples,
        row.ChunkCount, row.HeardAt?.ToUnixTimeMilliseconds(),
    ];

    public static StoredTrack Read(SqlRow row) => new(row.Number(0), row.Number(1), new TrackRow
    {
        Tenant = new TenantId(row.Text(2)),
        Key = new TrackKey(new MeetingId(row.Text(3)), new TrackId(row.Text(4))),
        Name = row.TextOrNull(5),
        Phase = (WriterPhase)row.Integer(6),
        Epoch = row.NumberOrNull(7),
        OpenedByName = row.Flag(8),
        Writer = row.TextOrNull(9),
        FirstSeq = row.Number(10),
        NextSeq = row.Number(11),
        StoredMax = row.Number(12),
        CreditSeq = row.Number(13),
        LastSeq = row.NumberOrNull(14),
        LateUntil = row.TimeOrNull(15),
        EndSamples = row.Number(16),
        ChunkCount = row.Number(17),
        HeardAt = row.TimeOrNull(18),
    });
}

internal sealed record StoredTrack(long TrackNo, long MeetingNo, TrackRow Row);
