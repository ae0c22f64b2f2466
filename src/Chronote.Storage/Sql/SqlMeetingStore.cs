using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Notes;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Domain.Transcription;

namespace Chronote.Storage.Sql;

/// <summary>Reads of a meeting's rows, each a bounded page.</summary>
/// <param name="lists">Where lists over all meetings are read: they may be some moments old.</param>
public sealed class SqlMeetingStore(ISqlDatabase database, ISqlDatabase lists) : IMeetingStore
{
    public SqlMeetingStore(ISqlDatabase database) : this(database, database)
    {
    }

    private const string MeetingColumns =
        "meeting, tenant, phase, name, meeting_url, metadata, language, created_at, stopped_at, deadline_at, completed_at, notes_revision, text_version, notes_text_version, event_number";

    public Task<MeetingRow?> Meeting(TenantId tenant, MeetingId id) => Read(session => session.One(
        $"SELECT {MeetingColumns} FROM meetings WHERE meeting = $1 AND tenant = $2", ReadMeeting, id.Value, tenant.Value));

    public async Task<IReadOnlyList<MeetingRow>> Meetings(TenantId tenant, MeetingId? before, int limit) => await lists.Read(session => session.All(
        $"SELECT {MeetingColumns} FROM meetings WHERE tenant = $1 AND meeting < $2 AND phase <> 'Deleted' ORDER BY meeting DESC LIMIT $3",
        ReadMeeting, tenant.Value, before?.Value ?? "~", limit));

    public Task<(MeetingId Id, byte[] BodyDigest)?> ByIdempotencyKey(TenantId tenant, string key) => Read(session => session.One(
        "SELECT meeting, body_digest FROM idempotency_keys WHERE tenant = $1 AND key = $2",
        row => ((MeetingId, byte[])?)(new MeetingId(row.Text(0)), row.Bytes(1)), tenant.Value, key));

    public Task<IReadOnlyList<TrackRow>> Tracks(MeetingId id) => Page(async session => (await TrackRows.OfMeeting(session, id)).ConvertAll(stored => stored.Row));

    public Task<TrackRow?> Track(TrackKey key) => Read(async session => (await TrackRows.Find(session, key))?.Row);

    public Task<long> Watermark(TrackKey key) => Read(async session => await TrackRows.Find(session, key) is { } track ? await Watermarks.Of(session, track) : 0);

    public Task<IReadOnlyList<TrackKey>> TracksLowOnCredit(int limit) => Page(session => session.All(
        "SELECT t.meeting, t.track FROM tracks t WHERE t.phase = 0 AND t.credit_seq - t.next_seq < $1 ORDER BY t.track_no LIMIT $2",
        row => new TrackKey(new MeetingId(row.Text(0)), new TrackId(row.Text(1))), Limits.OutOfOrderChunksMax / 2, limit));

    // One statement, one snapshot: the parts must not disagree.
    public async Task<MeetingProgress> Progress(MeetingId id) => (await Read(session => session.One("""
            SELECT
              (SELECT coalesce(sum(t.chunk_count), 0) FROM tracks t WHERE t.meeting_no = m.meeting_no),
              (SELECT coalesce(sum(t.last_seq + 1 - t.chunk_count
                  - (SELECT coalesce(sum(CASE WHEN l.to_seq < t.last_seq THEN l.to_seq ELSE t.last_seq END - l.from_seq + 1), 0)
                    FROM lost_ranges l WHERE l.track_no = t.track_no AND l.from_seq <= t.last_seq)), 0)
                FROM tracks t WHERE t.meeting_no = m.meeting_no AND t.last_seq IS NOT NULL),
              (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase IN (0, 1, 2)),
              (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase = 5),
              (SELECT max(t.heard_at) FROM tracks t WHERE t.meeting_no = m.meeting_no),
              coalesce((SELECT w.chunk_count FROM windows w WHERE w.meeting_no = m.meeting_no AND w."window" = 0), 0),
              (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.normalisation <> 'DONE'),
              CASE WHEN m.notes_revision > 0 AND m.notes_text_version = m.text_version THEN 1 ELSE 0 END
            FROM meetings m WHERE m.meeting = $1
            """,
            row => new MeetingProgress(
                row.Number(0), Math.Max(0, row.Number(1)), row.Number(2), row.Number(3), row.TimeOrNull(4), row.Number(5) == row.Number(0) - row.Number(6), row.Flag(7))
            {
                PlayableChunks = row.Number(0) - row.Number(6),
            },
            id.Value)))!;

    public async Task<LagRow> Lag(MeetingId id, DateTimeOffset now) => await Read(session => session.One("""
        SELECT
          (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase IN (0, 1, 2)),
          (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase = 5),
          (SELECT coalesce(sum(t.chunk_count), 0) FROM tracks t WHERE t.meeting_no = m.meeting_no),
          (SELECT min(c.stored_at) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase IN (0, 1, 2)),
          (SELECT count(*) FROM chunks c WHERE c.meeting_no = m.meeting_no AND c.text_phase IN (0, 1, 2) AND c.stored_at < $2)
        FROM meetings m WHERE m.meeting = $1
        """,
        row => new LagRow(row.Number(0), row.Number(1), row.Number(2), row.TimeOrNull(3), row.Number(4)), id.Value, now.AddMinutes(-1).ToUnixTimeMilliseconds()))
        ?? new LagRow(0, 0, 0, null, 0);

    public Task<IReadOnlyList<ChunkRow>> Chunks(TrackKey key, long fromSeq, int limit) => Page(async session =>
        await TrackRows.Find(session, key) is { } track ? await ChunkRows.From(session, track.TrackNo, key, fromSeq, limit) : []);

    public Task<IReadOnlyList<ChunkRow>> ChunksByPlace(TrackKey key, long afterStartSamples, long afterSeq, int limit) => Page(session => session.All(
        $"""
        SELECT {ChunkRows.Columns} FROM tracks t JOIN chunks c ON c.track_no = t.track_no WHERE t.meeting = $1 AND t.track = $2
        AND (c.start_samples, c.seq) > ($3, $4) ORDER BY c.start_samples, c.seq LIMIT $5
        """,
        row => ChunkRows.Read(row, key), key.Meeting.Value, key.Track.Value, afterStartSamples, afterSeq, limit));

    public Task<IReadOnlyList<long>> StoredSeqs(TrackKey key, long fromSeq, int limit) => Page(session => session.All(
        "SELECT c.seq FROM tracks t JOIN chunks c ON c.track_no = t.track_no AND c.seq >= $3 WHERE t.meeting = $1 AND t.track = $2 ORDER BY c.seq LIMIT $4",
        row => row.Number(0), key.Meeting.Value, key.Track.Value, fromSeq, limit));

    public Task<IReadOnlyList<LostRange>> LostRanges(TrackKey key, long fromSeq) => Page(session => session.All(
        """
        SELECT l.from_seq, l.to_seq, l.reason FROM tracks t JOIN lost_ranges l ON l.track_no = t.track_no
        WHERE t.meeting = $1 AND t.track = $2 AND l.to_seq >= $3 ORDER BY l.from_seq LIMIT $4
        """,
        row => new LostRange(row.Number(0), row.Number(1), row.Text(2)), key.Meeting.Value, key.Track.Value, fromSeq, Limits.RowsPerReadMax));

    public Task<IReadOnlyList<Gap>> Gaps(TrackKey key) => Page(session => session.All(
        """
        SELECT g.start_samples, g.duration_samples, g.reason FROM tracks t JOIN gaps g ON g.track_no = t.track_no WHERE t.meeting = $1
        AND t.track = $2 ORDER BY g.start_samples LIMIT $3
        """,
        row => new Gap(row.Number(0), row.Number(1), row.Text(2)), key.Meeting.Value, key.Track.Value, Limits.RowsPerReadMax));

    public Task<IReadOnlyList<SegmentRow>> Segments(MeetingId id, int skip, int limit) => Page(session => session.All("""
        SELECT s.track, s.seq, s.start_ms, s.end_ms, s.text, s.engine, s.model, s.quality, s.language, s.suppressed, s.revision
        FROM meetings m JOIN segments s ON s.meeting_no = m.meeting_no WHERE m.meeting = $1 ORDER BY s.start_ms, s.track, s.seq, s.segment_no LIMIT $3 OFFSET $2
        """,
        row => new SegmentRow
        {
            Track = new TrackId(row.Text(0)),
            Seq = row.Number(1),
            StartMilliseconds = row.Number(2),
            EndMilliseconds = row.Number(3),
            Text = row.Text(4),
            Engine = new EngineLabel(row.Text(5), row.TextOrNull(6), row.TextOrNull(7)),
            Language = row.TextOrNull(8),
            Suppressed = row.TextOrNull(9),
            Revision = row.Integer(10),
        }, id.Value, skip, limit));

    public Task<IReadOnlyList<EventRow>> Events(MeetingId id, long after, int limit) => Page(session => session.All(
        "SELECT e.number, e.at, e.kind, e.payload FROM meetings m JOIN events e ON e.meeting_no = m.meeting_no AND e.number > $2 WHERE m.meeting = $1 ORDER BY e.number LIMIT $3",
        row => new EventRow(row.Number(0), row.Time(1), row.Text(2), row.Text(3)), id.Value, after, limit));

    public Task<(int Revision, NotesDocument Document)?> Notes(MeetingId id) => Read(session => session.One(
        "SELECT n.revision, n.document FROM meetings m JOIN notes n ON n.meeting_no = m.meeting_no WHERE m.meeting = $1 ORDER BY n.revision DESC LIMIT 1",
        row => ((int, NotesDocument)?)(row.Integer(0), NotesText.Read(row.Text(1))), id.Value));

    public Task<WindowRow?> Window(MeetingId id, int window) => Read(session => session.One(
        """
        SELECT w."window", w.revision, w.chunk_count, w.summary_text_version, w.summary FROM meetings m
        JOIN windows w ON w.meeting_no = m.meeting_no AND w."window" = $2 WHERE m.meeting = $1
        """,
        row => new WindowRow(row.Integer(0), row.Integer(1), row.Number(2), row.Number(3), row.TextOrNull(4) is { } text ? NotesText.Read(text) : null), id.Value, window));

    public Task<IReadOnlyList<ArtefactRow>> Artefacts(MeetingId id) => Page(session => session.All(
        """
        SELECT a."window", a.track, a.revision, a.object, a.byte_count, a.digest, a.duration_samples FROM meetings m
        JOIN artefacts a ON a.meeting_no = m.meeting_no WHERE m.meeting = $1 ORDER BY a."window", a.track
        """,
        row => new ArtefactRow(row.Integer(0), new TrackId(row.Text(1)), row.Integer(2), row.Text(3), row.Number(4), row.Bytes(5), row.Number(6)), id.Value));

    private static MeetingRow ReadMeeting(SqlRow row) => new()
    {
        Id = new MeetingId(row.Text(0)),
        Tenant = new TenantId(row.Text(1)),
        Phase = Enum.Parse<MeetingPhase>(row.Text(2)),
        Name = row.TextOrNull(3),
        MeetingUrl = row.TextOrNull(4),
        Metadata = row.TextOrNull(5),
        Language = row.TextOrNull(6),
        CreatedAt = row.Time(7),
        StoppedAt = row.TimeOrNull(8),
        DeadlineAt = row.TimeOrNull(9),
        CompletedAt = row.TimeOrNull(10),
        NotesRevision = row.Integer(11),
        TextVersion = row.Number(12),
        NotesTextVersion = row.Number(13),
        EventNumber = row.Number(14),
    };

    private Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read) => database.Read(read);

    private async Task<IReadOnlyList<T>> Page<T>(Func<ISqlSession, ValueTask<List<T>>> read) => await database.Read(read);
}
