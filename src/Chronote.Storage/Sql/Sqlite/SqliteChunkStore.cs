using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>The edge's store on SQLite: each verdict is taken and carried out in one transaction, many of which share one commit.</summary>
/// <param name="textWanted">False when no engine is chosen: chunks are stored without waiting for text.</param>
public sealed class SqliteChunkStore(SqliteDatabase database, TimeProvider time, bool textWanted) : IChunkStore
{
    public Task<PutAnswer> Put(ChunkToStore chunk) =>
        database.Writer.Write(Lane.Acknowledgements, session => Put(session, chunk), chunk.Bytes.Length);

    public Task<OpenAnswer> OpenEpoch(OpenEpoch wish) => database.Writer.Write(Lane.Acknowledgements, session => Open(session, wish));

    public Task<Refusal?> DeclareLost(TenantId tenant, TrackKey track, long writerEpoch, LostRange range) => database.Writer.Write(Lane.Rest, session =>
    {
        if (Fenced(session, tenant, track, writerEpoch, out var found) is { } refusal) return refusal;
        if (range.ToSeq >= found!.Row.NextSeq)
            return new Refusal(RefusalCode.SeqOutsideEpoch, $"Only numbers below {found.Row.NextSeq} can be declared lost.");
        foreach (var (from, to) in Unaccounted(session, found.TrackNo, range))
            session.Run("INSERT INTO lost_ranges (track_no, from_seq, to_seq, tenant, reason, declared_at) VALUES ($1, $2, $3, $4, $5, $6)",
                found.TrackNo, from, to, tenant.Value, range.Reason, Now());
        return null;
    });

    public Task<Refusal?> RecordGap(TenantId tenant, TrackKey track, long writerEpoch, Gap gap) => database.Writer.Write(Lane.Rest, session =>
    {
        if (Fenced(session, tenant, track, writerEpoch, out var found) is { } refusal) return refusal;
        session.Run("""
            INSERT INTO gaps (track_no, start_samples, tenant, duration_samples, reason) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (track_no, start_samples) DO UPDATE SET duration_samples = excluded.duration_samples, reason = excluded.reason
            """,
            found!.TrackNo, gap.StartSamples, tenant.Value, gap.DurationSamples, gap.Reason);
        return null;
    });

    public Task SetCredit(TrackKey track, long creditSeq) => database.Writer.Write(Lane.Rest, session =>
        session.Run("UPDATE tracks SET credit_seq = max(credit_seq, $3) WHERE meeting = $1 AND track = $2", track.Meeting.Value, track.Track.Value, creditSeq));

    public Task<byte[]?> ReadBytes(ChunkKey key) => Task.FromResult(database.Read(session => session.One(
        """
        SELECT b.bytes FROM tracks t JOIN chunks c ON c.track_no = t.track_no AND c.seq = $3
        JOIN chunk_bytes b ON b.chunk_id = CASE WHEN c.codec = 0 THEN c.chunk_id ELSE -c.chunk_id END WHERE t.meeting = $1 AND t.track = $2
        """,
        row => row.Bytes(0), key.Meeting.Value, key.Track.Value, key.Seq)));

    private PutAnswer Put(SqliteSession session, ChunkToStore chunk)
    {
        var now = time.GetUtcNow();
        if (FindOrMake(session, chunk.Tenant, chunk.Key.TrackKey, name: null, out var stored) is { } refusal) return new PutAnswer.Refused(refusal);
        var (trackNo, track, seq) = (stored!.TrackNo, stored.Row, chunk.Key.Seq);

        // A number at or above the next one is not stored and was not given up: that spares two look-ups for every new chunk.
        var known = trackNo != 0 && seq < track.NextSeq;
        var existing = known ? ChunkRows.Find(session, trackNo, chunk.Key)?.Receipt : null;
        var lost = known && existing is null
            && session.Number("SELECT count(*) FROM lost_ranges WHERE track_no = $1 AND from_seq <= $2 AND to_seq >= $2", trackNo, seq) > 0;
        var (first, next) = EpochBounds(session, trackNo, track, chunk.Epoch ?? track.Epoch ?? 0);
        var created = MeetingId.CreatedAt(chunk.Key.Meeting);
        var timelineNow = (long)((now - created).TotalSeconds * Limits.SamplesPerSecond);

        switch (Admission.Decide(new AdmissionView(track, existing, lost, first, next, timelineNow), chunk, now))
        {
            case AdmissionVerdict.Store store:
                if (trackNo == 0) trackNo = TrackRows.Insert(session, stored.MeetingNo, store.Track);
                else TrackRows.Update(session, trackNo, store.Track);
                if (track.Epoch is null)
                    InsertEpoch(session, chunk.Tenant, trackNo, new EpochRow(chunk.Key.TrackKey, 0, 0, "", now, store.Receipt.StartSamples, 0, false));
                ChunkRows.Insert(session, chunk.Tenant, stored.MeetingNo, trackNo, store.Receipt, chunk.Bytes, textWanted ? TextPhase.Stored : TextPhase.NotWanted);
                return new PutAnswer.Stored(store.Receipt, store.Track);
            case AdmissionVerdict.AlreadyHave have:
                return new PutAnswer.AlreadyHave(have.Receipt, track);
            case AdmissionVerdict.Refuse refuse:
                return new PutAnswer.Refused(refuse.Refusal);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private OpenAnswer Open(SqliteSession session, OpenEpoch wish)
    {
        if (FindOrMake(session, wish.Tenant, wish.Track, wish.Name, out var stored) is { } refusal) return new OpenAnswer.Refused(refusal);
        switch (EpochOpening.Decide(stored!.Row, Before(session, stored, wish), wish, time.GetUtcNow()))
        {
            case OpeningVerdict.Opened opened:
                var trackNo = stored.TrackNo;
                if (trackNo == 0) trackNo = TrackRows.Insert(session, stored.MeetingNo, opened.Track);
                else TrackRows.Update(session, trackNo, opened.Track);
                InsertEpoch(session, wish.Tenant, trackNo, opened.Epoch);
                return new OpenAnswer.Opened(opened.Track, opened.Epoch, EndSeq: null, Again: false);
            case OpeningVerdict.AlreadyOpened again:
                return new OpenAnswer.Opened(again.Track, again.Before.Epoch, again.Before.EndSeq, Again: true);
            case OpeningVerdict.Refuse refuse:
                return new OpenAnswer.Refused(refuse.Refusal);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    // A track that does not exist yet begins as its meeting's phase allows; it is inserted only together with its first chunk or epoch.
    private static Refusal? FindOrMake(SqliteSession session, TenantId tenant, TrackKey key, string? name, out StoredTrack? found)
    {
        found = TrackRows.Find(session, key);
        if (found is not null) return found.Row.Tenant == tenant ? null : UnknownMeeting();
        var meeting = session.One("SELECT meeting_no, phase, late_until FROM meetings WHERE meeting = $1 AND tenant = $2",
            row => new { No = row.Number(0), Phase = Enum.Parse<MeetingPhase>(row.Text(1)), LateUntil = row.TimeOrNull(2) }, key.Meeting.Value, tenant.Value);
        if (meeting is null) return UnknownMeeting();
        if (session.Number("SELECT count(*) FROM tracks WHERE meeting = $1", key.Meeting.Value) >= Limits.TracksPerMeetingMax)
            return new Refusal(RefusalCode.TooManyTracks, $"A meeting has at most {Limits.TracksPerMeetingMax} tracks.");
        found = new StoredTrack(0, meeting.No, new TrackRow
        {
            Tenant = tenant,
            Key = key,
            Name = name,
            Phase = Phases.Writers(meeting.Phase),
            LateUntil = meeting.LateUntil,
            // A track first heard of after the stop was named by nobody; its meeting owes it nothing.
            LastSeq = meeting.Phase is MeetingPhase.Recording or MeetingPhase.Interrupted ? null : -1,
        });
        return null;
    }

    // Only what is really missing is given up: ranges never overlap what is stored, or each other, so that they can be counted.
    private static IReadOnlyList<(long From, long To)> Unaccounted(SqliteSession session, long trackNo, LostRange range)
    {
        var accounted = new Watermark();
        accounted.AddRange(0, range.FromSeq - 1);
        foreach (var seq in session.All("SELECT seq FROM chunks WHERE track_no = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq", row => row.Number(0), trackNo, range.FromSeq, range.ToSeq))
            accounted.Add(seq);
        foreach (var (from, to) in session.All("SELECT from_seq, to_seq FROM lost_ranges WHERE track_no = $1 AND from_seq <= $3 AND to_seq >= $2 ORDER BY from_seq",
            row => (row.Number(0), row.Number(1)), trackNo, range.FromSeq, range.ToSeq))
            accounted.AddRange(from, to);
        return accounted.Missing(range.ToSeq + 1, int.MaxValue);
    }

    private static Refusal? Fenced(SqliteSession session, TenantId tenant, TrackKey key, long writerEpoch, out StoredTrack? found)
    {
        found = TrackRows.Find(session, key);
        if (found is null || found.Row.Tenant != tenant) return new Refusal(RefusalCode.UnknownTrack, "There is no such track.");
        if (found.Row.Phase == WriterPhase.Deleted) return new Refusal(RefusalCode.Deleted, "The meeting was deleted.");
        return writerEpoch == found.Row.Epoch
            ? null
            : new Refusal(RefusalCode.StaleEpoch, $"The newest epoch of this track is {found.Row.Epoch}.", found.Row.Epoch);
    }

    private static (long? First, long? Next) EpochBounds(SqliteSession session, long trackNo, TrackRow track, long epoch)
    {
        if (epoch == track.Epoch) return (track.FirstSeq, null);
        if (track.Epoch is null || trackNo == 0) return (null, null);
        var firsts = session.All("SELECT epoch, first_seq FROM epochs WHERE track_no = $1 AND epoch IN ($2, $2 + 1) ORDER BY epoch",
            row => (Epoch: row.Number(0), First: row.Number(1)), trackNo, epoch);
        return (Of(epoch), Of(epoch + 1));

        long? Of(long wanted) => firsts.Where(row => row.Epoch == wanted).Select(row => (long?)row.First).FirstOrDefault();
    }

    private static OpenedBefore? Before(SqliteSession session, StoredTrack track, OpenEpoch wish)
    {
        var epoch = session.One("SELECT epoch, first_seq, opened_at, timeline_samples, source_samples, estimated FROM epochs WHERE track_no = $1 AND writer = $2",
            row => new EpochRow(wish.Track, row.Number(0), row.Number(1), wish.Writer, row.Time(2), row.Number(3), row.Number(4), row.Number(5) != 0), track.TrackNo, wish.Writer);
        return epoch is null ? null : new OpenedBefore(epoch, EpochBounds(session, track.TrackNo, track.Row, epoch.Epoch).Next);
    }

    private static void InsertEpoch(SqliteSession session, TenantId tenant, long trackNo, EpochRow epoch) => session.Run(
        "INSERT INTO epochs (track_no, epoch, tenant, first_seq, writer, opened_at, timeline_samples, source_samples, estimated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        trackNo, epoch.Epoch, tenant.Value, epoch.FirstSeq, epoch.Writer, epoch.OpenedAt.ToUnixTimeMilliseconds(), epoch.TimelineSamples, epoch.SourceSamples, epoch.Estimated ? 1 : 0);

    private static Refusal UnknownMeeting() => new(RefusalCode.UnknownMeeting, "There is no such meeting.");

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
