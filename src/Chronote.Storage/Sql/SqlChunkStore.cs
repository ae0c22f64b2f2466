using System.Diagnostics;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql;

/// <summary>What changes a track beside its chunks: each decided and carried out in one transaction that holds the track's row.</summary>
public abstract class SqlChunkStore(ISqlDatabase database, TimeProvider time) : IChunkStore
{
    protected DateTimeOffset Now => time.GetUtcNow();

    public abstract Task<PutAnswer> Put(ChunkToStore chunk);

    public Task<OpenAnswer> OpenEpoch(OpenEpoch wish) => database.Write(async session =>
    {
        await session.Locks.Track(wish.Track);
        return await Open(session, wish);
    });

    public Task<Refusal?> DeclareLost(TenantId tenant, TrackKey track, long writerEpoch, LostRange range) => database.Write(async session =>
    {
        await session.Locks.Track(track);
        var (refusal, found) = await Fenced(session, tenant, track, writerEpoch);
        if (refusal is not null) return refusal;
        if (range.ToSeq >= found!.Row.NextSeq)
            return new Refusal(RefusalCode.SeqOutsideEpoch, $"Only numbers below {found.Row.NextSeq} can be declared lost.");
        foreach (var (from, to) in await Unaccounted(session, found.TrackNo, range))
            await session.Run("INSERT INTO lost_ranges (track_no, from_seq, to_seq, tenant, reason, declared_at) VALUES ($1, $2, $3, $4, $5, $6)",
                found.TrackNo, from, to, tenant.Value, range.Reason, Now.ToUnixTimeMilliseconds());
        return null;
    });

    public Task<Refusal?> RecordGap(TenantId tenant, TrackKey track, long writerEpoch, Gap gap) => database.Write(async session =>
    {
        await session.Locks.Track(track);
        var (refusal, found) = await Fenced(session, tenant, track, writerEpoch);
        if (refusal is not null) return refusal;
        await session.Run("""
            INSERT INTO gaps (track_no, start_samples, tenant, duration_samples, reason) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (track_no, start_samples) DO UPDATE SET duration_samples = excluded.duration_samples, reason = excluded.reason
            """,
            found!.TrackNo, gap.StartSamples, tenant.Value, gap.DurationSamples, gap.Reason);
        return null;
    });

    public Task SetCredit(TrackKey track, long creditSeq) => database.Write(session => session.Run(
        "UPDATE tracks SET credit_seq = $3 WHERE meeting = $1 AND track = $2 AND credit_seq < $3", track.Meeting.Value, track.Track.Value, creditSeq));

    public Task<byte[]?> ReadBytes(ChunkKey key) => database.Read(session => session.One(
        """
        SELECT b.bytes FROM tracks t JOIN chunks c ON c.track_no = t.track_no AND c.seq = $3
        JOIN chunk_bytes b ON b.chunk_id = CASE WHEN c.codec = 0 THEN c.chunk_id ELSE -c.chunk_id END WHERE t.meeting = $1 AND t.track = $2
        """,
        row => row.Bytes(0), key.Meeting.Value, key.Track.Value, key.Seq));

    private async ValueTask<OpenAnswer> Open(ISqlSession session, OpenEpoch wish)
    {
        var (refusal, stored) = await TrackRows.FindOrMake(session, wish.Tenant, wish.Track, wish.Name);
        if (refusal is not null) return new OpenAnswer.Refused(refusal);
        switch (EpochOpening.Decide(stored!.Row, await EpochRows.Before(session, stored, wish), wish, Now))
        {
            case OpeningVerdict.Opened opened:
                var trackNo = stored.TrackNo;
                if (trackNo == 0) trackNo = await TrackRows.Insert(session, stored.MeetingNo, opened.Track);
                else await TrackRows.Update(session, trackNo, opened.Track);
                await EpochRows.Insert(session, wish.Tenant, trackNo, opened.Epoch);
                return new OpenAnswer.Opened(opened.Track, opened.Epoch, EndSeq: null, Again: false);
            case OpeningVerdict.AlreadyOpened again:
                return new OpenAnswer.Opened(again.Track, again.Before.Epoch, again.Before.EndSeq, Again: true);
            case OpeningVerdict.Refuse refuse:
                return new OpenAnswer.Refused(refuse.Refusal);
            default:
                throw new UnreachableException();
        }
    }

    // Only what is really missing is given up: ranges never overlap what is stored, or each other, so that they can be counted.
    private static async ValueTask<IReadOnlyList<(long From, long To)>> Unaccounted(ISqlSession session, long trackNo, LostRange range)
    {
        var accounted = new Watermark();
        accounted.AddRange(0, range.FromSeq - 1);
        foreach (var seq in await session.All("SELECT seq FROM chunks WHERE track_no = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq", row => row.Number(0), trackNo, range.FromSeq, range.ToSeq))
            accounted.Add(seq);
        foreach (var (from, to) in await session.All("SELECT from_seq, to_seq FROM lost_ranges WHERE track_no = $1 AND from_seq <= $3 AND to_seq >= $2 ORDER BY from_seq",
            row => (row.Number(0), row.Number(1)), trackNo, range.FromSeq, range.ToSeq))
            accounted.AddRange(from, to);
        return accounted.Missing(range.ToSeq + 1, int.MaxValue);
    }

    private static async ValueTask<(Refusal? Refusal, StoredTrack? Track)> Fenced(ISqlSession session, TenantId tenant, TrackKey key, long writerEpoch)
    {
        var found = await TrackRows.Find(session, key);
        if (found is null || found.Row.Tenant != tenant) return (new Refusal(RefusalCode.UnknownTrack, "There is no such track."), null);
        if (found.Row.Phase == WriterPhase.Deleted) return (new Refusal(RefusalCode.Deleted, "The meeting was deleted."), null);
        return writerEpoch == found.Row.Epoch
            ? (null, found)
            : (new Refusal(RefusalCode.StaleEpoch, $"The newest epoch of this track is {found.Row.Epoch}.", found.Row.Epoch), null);
    }
}
