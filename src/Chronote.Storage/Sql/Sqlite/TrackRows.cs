using Chronote.Domain;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Reads and writes the rows that say who may write.</summary>
internal static class TrackRows
{
    private const string Columns =
        "track_no, meeting_no, tenant, meeting, track, name, phase, epoch, opened_by_name, writer, first_seq, next_seq, stored_max, "
        + "credit_seq, last_seq, late_until, end_samples, chunk_count, heard_at";

    public static StoredTrack? Find(SqliteSession session, TrackKey key) => session.One(
        $"SELECT {Columns} FROM tracks WHERE meeting = $1 AND track = $2", Read, key.Meeting.Value, key.Track.Value);

    public static List<StoredTrack> OfMeeting(SqliteSession session, MeetingId meeting) => session.All(
        $"SELECT {Columns} FROM tracks WHERE meeting = $1 ORDER BY track", Read, meeting.Value);

    public static long Insert(SqliteSession session, long meetingNo, TrackRow row)
    {
        session.Run("""
            INSERT INTO tracks (tenant, meeting_no, meeting, track, name, phase, epoch, opened_by_name, writer, first_seq, next_seq, stored_max,
              credit_seq, last_seq, late_until, end_samples, chunk_count, heard_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """,
            row.Tenant.Value, meetingNo, row.Key.Meeting.Value, row.Key.Track.Value, row.Name, (int)row.Phase, row.Epoch, row.OpenedByName ? 1 : 0, row.Writer,
            row.FirstSeq, row.NextSeq, row.StoredMax, row.CreditSeq, row.LastSeq, row.LateUntil?.ToUnixTimeMilliseconds(), row.EndSamples, row.ChunkCount, row.HeardAt?.ToUnixTimeMilliseconds());
        return session.Number("SELECT last_insert_rowid()");
    }

    /// <summary>Saves what admission and opening change; phase, last and late limit change by <see cref="GrainChanges"/> alone.</summary>
    public static void Update(SqliteSession session, long trackNo, TrackRow row) => session.Run("""
        UPDATE tracks SET name = $2, epoch = $3, opened_by_name = $4, writer = $5, first_seq = $6, next_seq = $7, stored_max = $8, credit_seq = $9, end_samples = $10,
          chunk_count = $11, heard_at = $12
        WHERE track_no = $1
        """,
        trackNo, row.Name, row.Epoch, row.OpenedByName ? 1 : 0, row.Writer, row.FirstSeq, row.NextSeq, row.StoredMax, row.CreditSeq, row.EndSamples,
        row.ChunkCount, row.HeardAt?.ToUnixTimeMilliseconds());

    private static StoredTrack Read(SqliteRow row) => new(row.Number(0), row.Number(1), new TrackRow
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
