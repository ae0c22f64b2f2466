using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Transcription;

namespace Chronote.Storage.Sql;

/// <summary>The backlog as chunk rows, and the engines' grants (design, section 8).</summary>
public sealed class SqlTranscriptionQueue(ISqlDatabase database) : ITranscriptionQueue
{
    // Text phases as stored: 0 Stored, 1 Claimed, 2 Retrying, 5 Dead. A chunk may be claimed when it is stored, or its retry is due.
    private const string Claimable = "c.normalisation = 'DONE' AND (c.text_phase = 0 OR (c.text_phase = 2 AND c.retry_at <= $1))";

    // A unit's own grant and those of its further requests, which are named after it: '$' is what comes after '#'.
    private const string GrantsOfUnit = "engine = $1 AND unit >= $2 AND unit < $2 || '$'";

    private const int UnitChunksMax = 64;
    private const string Piece = "seq, start_samples, start_samples + duration_samples";
    private const string Fresh = "text_phase = 0 AND attempt = 0 AND normalisation = 'DONE'";

    // Asked again in the transaction that claims: nothing of a meeting goes to an engine once it was cancelled or deleted.
    private const string Alive = "m.phase NOT IN ('Cancelled', 'Deleted')";

    public async Task<IReadOnlyList<MeetingQueue>> Waiting(DateTimeOffset now, int limit) => await database.Read(session => session.All($"""
        SELECT m.meeting, m.tenant, count(*), count(*) FILTER (WHERE c.stored_at > $1 - 60000), min(c.stored_at)
        FROM chunks c JOIN meetings m ON m.meeting_no = c.meeting_no
        WHERE c.text_phase IN (0, 1, 2) AND {Claimable} AND {Alive}
        GROUP BY m.meeting_no, m.meeting, m.tenant ORDER BY min(c.stored_at), m.meeting LIMIT $2
        """,
        row => new MeetingQueue(new MeetingId(row.Text(0)), new TenantId(row.Text(1)), row.Number(2), row.Number(3), row.Time(4)),
        now.ToUnixTimeMilliseconds(), limit));

    public Task<IReadOnlyList<ClaimAnswer>> Claim(IReadOnlyList<ClaimWish> wishes) => database.Write<IReadOnlyList<ClaimAnswer>>(async session =>
    {
        await session.Locks.Engine(wishes[0].Engine);
        var room = await Room(session, wishes[0]);
        var answers = new List<ClaimAnswer>();
        foreach (var wish in wishes)
        {
            if (wish.Engine != wishes[0].Engine) throw new ArgumentException("Wishes of one engine at a time.", nameof(wishes));
            ClaimAnswer answer = !room.Admits(wish) ? new ClaimAnswer.NoRoom() : await One(session, wish) is { } first ? new ClaimAnswer.Claimed(first) : new ClaimAnswer.NothingLeft();
            if (answer is ClaimAnswer.Claimed) room = room.After(wish);
            answers.Add(answer);
        }
        return answers;
    });

    private static async ValueTask<ChunkKey?> One(ISqlSession session, ClaimWish wish)
    {
        var first = await session.One($"""
            SELECT c.track_no, c.attempt, c.seq, c.start_samples, c.start_samples + c.duration_samples,
              (SELECT t.track FROM tracks t WHERE t.track_no = c.track_no)
            FROM chunks c JOIN meetings m ON m.meeting_no = c.meeting_no
            WHERE m.meeting = $2 AND c.text_phase IN (0, 1, 2) AND {Claimable} AND {Alive} ORDER BY c.stored_at {(wish.NewestFirst ? "DESC" : "ASC")}, c.track_no, c.seq LIMIT 1
            """,
            row => new Start(row.Number(0), row.Integer(1), row.Number(2), row.Number(3), row.Number(4), new TrackId(row.Text(5))), wish.Now.ToUnixTimeMilliseconds(), wish.Meeting.Value);
        if (first is not { } start) return null;

        var seqs = await Adjacent(session, wish, start);
        var (attempt, until) = (start.Attempt + 1, wish.Until.ToUnixTimeMilliseconds());
        var changed = await session.RunEach([
            new SqlStatement("""
                UPDATE chunks SET text_phase = 1, attempt = $4, unit = $5, lease_until = $6, retry_at = NULL
                WHERE track_no = $1 AND seq BETWEEN $2 AND $3 AND text_phase IN (0, 2) AND attempt = $4 - 1
                """, start.TrackNo, seqs.First, seqs.Last, attempt, wish.Unit, until),
            new SqlStatement("INSERT INTO grants (engine, unit, tenant, granted_at, until) SELECT $1, $2, tenant, $3, $4 FROM tracks WHERE track_no = $5",
                wish.Engine, wish.Unit, wish.Now.ToUnixTimeMilliseconds(), until, start.TrackNo)]);
        if (changed[0] != seqs.Last - seqs.First + 1) throw new RaceLostException("another engine claimed one of the chunks");
        return new ChunkKey(wish.Meeting, start.Track, seqs.First);
    }

    public Task<bool> GrantAnother(ClaimWish wish, int request) => database.Write(async session =>
    {
        var now = wish.Now.ToUnixTimeMilliseconds();
        await session.Locks.Engine(wish.Engine);
        await session.Run($"UPDATE grants SET released = 1 WHERE {GrantsOfUnit}", wish.Engine, wish.Unit);
        if (!(await Room(session, wish)).Admits(wish)) return false;
        var until = wish.Until.ToUnixTimeMilliseconds();
        if (await session.Run("UPDATE chunks SET lease_until = $2 WHERE unit = $1 AND text_phase = 1", wish.Unit, until) == 0) return false;
        await session.Run("INSERT INTO grants (engine, unit, tenant, granted_at, until) SELECT $1, $2 || '#' || $3, tenant, $4, $5 FROM chunks WHERE unit = $2 LIMIT 1",
            wish.Engine, wish.Unit, request, now, until);
        return true;
    });

    public Task<ClaimedUnit?> Claimed(string unit) => database.Read(session => Load(session, unit));

    public Task<bool> Finish(string unit, int attempt, TextOutcome outcome, EngineLabel engine, DateTimeOffset now) => database.Write(async session =>
    {
        await session.Run($"UPDATE grants SET released = 1 WHERE {GrantsOfUnit}", engine.Engine, unit);
        await session.Locks.Unit(unit);
        if (await UnitHead.Find(session, unit) is not { } head || head.Attempt != attempt) return false;
        await UnitResults.Store(session, head, await head.Chunks(session), outcome, engine, now);
        return true;
    });

    public Task<int> EndExpired(string engine, DateTimeOffset now) => database.Write(async session =>
    {
        var at = now.ToUnixTimeMilliseconds();
        // A grant counts against the rate for a minute after it began, released or not.
        await session.Run("""
            DELETE FROM grants WHERE engine = $1 AND granted_at <= $2 - 60000 AND (released = 1 OR until <= $2 - $3)
            """, engine, at, (long)Limits.GrantMargin.TotalMilliseconds);
        return await session.Run("""
            UPDATE chunks SET text_phase = 2, retry_at = $1, unit = NULL, lease_until = NULL, error = 'the attempt was not answered in time'
            WHERE text_phase = 1 AND lease_until <= $1
            """, at);
    });

    public Task<int> EndAbandoned(DateTimeOffset now) => database.Write(async session =>
    {
        await session.Run("UPDATE grants SET released = 1 WHERE released = 0");
        return await session.Run(
            "UPDATE chunks SET text_phase = 2, retry_at = $1, unit = NULL, lease_until = NULL, attempt = attempt - 1, error = 'the server ended during the attempt' WHERE text_phase = 1",
            now.ToUnixTimeMilliseconds());
    });

    public Task<long> Retry(MeetingId meeting, DateTimeOffset now) => database.Write(async session =>
        (long)await session.Run("""
            UPDATE chunks SET text_phase = 0, attempt = 0, error = NULL, normalisation = CASE normalisation WHEN 'FAILED' THEN 'QUEUED' ELSE normalisation END
            WHERE text_phase = 5 AND meeting_no = (SELECT meeting_no FROM meetings
            WHERE meeting = $1)
            """, meeting.Value));

    public async Task<QueueDepth> Depth(DateTimeOffset now) => await database.Read(session => session.One("""
        SELECT count(*) FILTER (WHERE text_phase IN (0, 2)), count(*) FILTER (WHERE text_phase = 1),
          (SELECT count(*) FROM chunks WHERE text_phase = 5), min(stored_at) FILTER (WHERE text_phase IN (0, 2))
        FROM chunks WHERE text_phase IN (0, 1, 2)
        """, row => new QueueDepth(row.Number(0), row.Number(1), row.Number(2), row.TimeOrNull(3)))) ?? new QueueDepth(0, 0, 0, null);

    // The engine's limits hold because they are counted in the transaction that grants: over crashes and duplicate activations alike (I8).
    private static async ValueTask<EngineRoom> Room(ISqlSession session, ClaimWish wish)
    {
        // Where nobody counts starts, what is released is only in the way.
        if (!wish.HasRate) await session.Run("DELETE FROM grants WHERE engine = $1 AND released = 1", wish.Engine);
        return await session.One("""
            SELECT count(*) FILTER (WHERE released = 0 AND until > $2 - $3), count(*) FILTER (WHERE granted_at > $2 - 60000), coalesce(max(granted_at), 0)
            FROM grants WHERE engine = $1
            """,
            row => new EngineRoom(row.Number(0), row.Number(1), row.Number(2)), wish.Engine, wish.Now.ToUnixTimeMilliseconds(), (long)Limits.GrantMargin.TotalMilliseconds);
    }

    /// <param name="Taken">Slots out.</param>
    /// <param name="Started">Requests begun within the last minute.</param>
    /// <param name="NewestAt">When the last one began, Unix milliseconds.</param>
    private readonly record struct EngineRoom(long Taken, long Started, long NewestAt)
    {
        // Hosts have clocks of their own: where no distance is asked for, a request of one that is ahead keeps nobody waiting.
        public bool Admits(ClaimWish wish) => Taken < wish.SlotsMax && Started < wish.StartsPerMinuteMax
            && (wish.Spacing == TimeSpan.Zero || wish.Now.ToUnixTimeMilliseconds() - NewestAt >= wish.Spacing.TotalMilliseconds);

        public EngineRoom After(ClaimWish wish) => new(Taken + 1, Started + 1, Math.Max(NewestAt, wish.Now.ToUnixTimeMilliseconds()));
    }

    // Adjacent chunks of one run without a hole between them go together as long as they fit: a unit's times count from its first sample. A poison
    // chunk is tried alone from its second attempt on.
    private static async ValueTask<(long First, long Last)> Adjacent(ISqlSession session, ClaimWish wish, Start start)
    {
        if (start.Attempt > 0) return (start.Seq, start.Seq);
        var (first, last, begin, end) = (start.Seq, start.Seq, start.From, start.To);
        var pieces = await session.All(
            $"SELECT {Piece} FROM chunks WHERE track_no = $1 AND seq BETWEEN $2 AND $3 AND {Fresh} ORDER BY seq", ReadPiece, start.TrackNo, start.Seq - UnitChunksMax, start.Seq + UnitChunksMax);
        foreach (var (seq, from, to) in pieces.Where(piece => piece.Seq < start.Seq).Reverse())
        {
            if (seq != first - 1 || !Touch(to, begin) || end - from > wish.DurationMaxSamples) break;
            (first, begin) = (seq, from);
        }
        foreach (var (seq, from, to) in pieces.Where(piece => piece.Seq > start.Seq))
        {
            if (seq != last + 1 || !Touch(end, from) || to - begin > wish.DurationMaxSamples) break;
            (last, end) = (seq, to);
        }
        return (first, last);
    }

    private sealed record Start(long TrackNo, int Attempt, long Seq, long From, long To, TrackId Track);

    // Rounding between clocks moves a chunk by less than a frame.
    private static bool Touch(long end, long start) => Math.Abs(start - end) <= Limits.SamplesPerSecond / 50;

    private static (long Seq, long From, long To) ReadPiece(SqlRow row) => (row.Number(0), row.Number(1), row.Number(2));

    private static async ValueTask<ClaimedUnit?> Load(ISqlSession session, string unit)
    {
        if (await UnitHead.Find(session, unit) is not { } head) return null;
        var chunks = await head.Chunks(session);
        var before = await session.All("SELECT text FROM segments WHERE track_no = $1 AND seq < $2 AND suppressed IS NULL ORDER BY seq DESC, segment_no DESC LIMIT 8",
            row => row.Text(0), head.TrackNo, chunks[0].Key.Seq);
        before.Reverse();
        var context = string.Join(' ', before);
        if (context.Length > Limits.ContextCharactersMax) context = context[^Limits.ContextCharactersMax..];
        return new ClaimedUnit(unit, head.Attempt, head.Until, head.Key.Meeting, head.Key.Track, chunks, context, head.Language) { Vocabulary = head.Vocabulary };
    }
}
