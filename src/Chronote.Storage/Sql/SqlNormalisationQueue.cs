using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

public sealed class SqlNormalisationQueue(ISqlDatabase database) : INormalisationQueue
{
    public async Task<IReadOnlyList<ChunkToNormalise>> Queued(int limit) => await database.Read(session => session.All("""
        SELECT c.chunk_id, t.meeting, t.track, c.seq, c.codec, c.start_samples,
          (SELECT p.chunk_id FROM chunks p WHERE p.track_no = c.track_no AND p.seq = c.seq - 1 AND p.start_samples + p.duration_samples = c.start_samples AND p.codec = c.codec)
        FROM chunks c JOIN tracks t ON t.track_no = c.track_no WHERE c.normalisation = 'QUEUED' ORDER BY c.meeting_no, c.track_no, c.start_samples LIMIT $1
        """,
        row => new ChunkToNormalise(
            row.Number(0), new ChunkKey(new MeetingId(row.Text(1)), new TrackId(row.Text(2)), row.Number(3)), (AudioCodec)row.Integer(4), row.Number(5), row.NumberOrNull(6)),
        limit));

    // The lease lies in the column of the lease on its text, which nobody can want before this is done.
    public Task<bool> Begin(long chunkId, DateTimeOffset leaseUntil) => database.Write(async session => await session.Run(
        "UPDATE chunks SET normalisation = 'IN_PROGRESS', lease_until = $2 WHERE chunk_id = $1 AND normalisation = 'QUEUED'", chunkId, leaseUntil.ToUnixTimeMilliseconds()) == 1);

    public Task<byte[]?> ReadSource(long chunkId) => database.Read(session =>
        session.One("SELECT bytes FROM chunk_bytes WHERE chunk_id = $1", row => row.Bytes(0), chunkId));

    public Task<bool> Complete(long chunkId, byte[] oggOpus, AudioShape shape, DateTimeOffset now) => database.Write(async session =>
    {
        var changed = await session.Run("""
            UPDATE chunks SET normalisation = 'DONE', lease_until = NULL, normalised_at = $2, packets = $3, packets_digest = $4 WHERE chunk_id = $1
            AND normalisation = 'IN_PROGRESS'
            """,
            chunkId, now.ToUnixTimeMilliseconds(), shape.Packets, shape.PacketsDigest);
        if (changed == 0) return false;
        await session.Run("INSERT INTO chunk_bytes (chunk_id, tenant, bytes) SELECT -chunk_id, tenant, $2 FROM chunks WHERE chunk_id = $1", chunkId, oggOpus);
        await LateWork.MarkOf(session, chunkId, now);
        return true;
    }, oggOpus.Length);

    public Task Fail(long chunkId, string why) => database.Write(session => session.Run(
        "UPDATE chunks SET normalisation = 'FAILED', lease_until = NULL, text_phase = 5, error = $2 WHERE chunk_id = $1 AND normalisation = 'IN_PROGRESS'", chunkId, why));

    public Task Clean(long chunkId) => database.Write(async session =>
    {
        if (await session.Run("UPDATE chunks SET cleaned = 1 WHERE chunk_id = $1 AND normalisation = 'DONE' AND codec <> 0 AND cleaned = 0", chunkId) == 0) return 0;
        return await session.Run("DELETE FROM chunk_bytes WHERE chunk_id = $1", chunkId);
    });

    public async Task<IReadOnlyList<long>> Uncleaned(DateTimeOffset before, int limit) => await database.Read(session => session.All(
        """
        SELECT chunk_id FROM chunks WHERE codec <> 0 AND cleaned = 0 AND normalisation = 'DONE' AND normalised_at < $1 LIMIT $2
        """, row => row.Number(0), before.ToUnixTimeMilliseconds(), limit));

    public Task Release(long chunkId) => database.Write(session =>
        session.Run("UPDATE chunks SET normalisation = 'QUEUED', lease_until = NULL WHERE chunk_id = $1 AND normalisation = 'IN_PROGRESS'", chunkId));

    // Those without a lease were begun by an older binary.
    public async Task<int> EndExpired(DateTimeOffset now)
    {
        const string expired = "normalisation = 'IN_PROGRESS' AND (lease_until IS NULL OR lease_until <= $1)";
        var at = now.ToUnixTimeMilliseconds();
        if (await database.Read(session => session.Number($"SELECT count(*) FROM chunks WHERE {expired}", at)) == 0) return 0;
        return await database.Write(session => session.Run($"UPDATE chunks SET normalisation = 'QUEUED', lease_until = NULL WHERE {expired}", at));
    }

    public Task<int> Requeue() => database.Write(session =>
        session.Run("UPDATE chunks SET normalisation = 'QUEUED', lease_until = NULL WHERE normalisation = 'IN_PROGRESS'"));
}
