using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>Reads and writes receipts.</summary>
internal static class ChunkRows
{
    public const string Columns =
        "c.chunk_id, c.seq, c.epoch, c.digest, c.packets_digest, c.packets, c.codec, c.start_samples, c.duration_samples, c.pre_skip, "
        + "c.byte_count, c.stored_at, c.text_phase, c.attempt, c.error, c.cleaned";

    public const string Insert = """
        INSERT INTO chunks (tenant, meeting_no, track_no, seq, epoch, digest, packets_digest, packets, codec, start_samples, duration_samples,
          pre_skip, byte_count, stored_at, normalisation, normalised_at, text_phase)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """;

    public static ValueTask<ChunkRow?> Find(ISqlSession session, long trackNo, ChunkKey key) => session.One(
        $"SELECT {Columns} FROM chunks c WHERE c.track_no = $1 AND c.seq = $2", row => Read(row, key.TrackKey), trackNo, key.Seq);

    public static ValueTask<List<ChunkRow>> From(ISqlSession session, long trackNo, TrackKey key, long fromSeq, int limit) => session.All(
        $"SELECT {Columns} FROM chunks c WHERE c.track_no = $1 AND c.seq >= $2 ORDER BY c.seq LIMIT $3", row => Read(row, key), trackNo, fromSeq, limit);

    /// <summary>The values of <see cref="Insert"/>. Opus is stored as it will stay; WAV and FLAC wait to be encoded.</summary>
    public static object?[] Values(TenantId tenant, long meetingNo, long trackNo, Receipt receipt, TextPhase text)
    {
        var opus = receipt.Shape.Codec == AudioCodec.Opus;
        return
        [
            tenant.Value, meetingNo, trackNo, receipt.Key.Seq, receipt.Epoch, receipt.Digest, receipt.Shape.PacketsDigest, receipt.Shape.Packets,
            (int)receipt.Shape.Codec, receipt.StartSamples, receipt.Shape.DurationSamples, receipt.Shape.PreSkipSamples, receipt.ByteCount,
            receipt.StoredAt.ToUnixTimeMilliseconds(), opus ? "DONE" : "QUEUED", opus ? receipt.StoredAt.ToUnixTimeMilliseconds() : null, (int)text,
        ];
    }

    /// <summary>The server's present place on the timeline of the chunk's meeting.</summary>
    public static long TimelineSamples(ChunkToStore chunk, DateTimeOffset now) => (long)((now - MeetingId.CreatedAt(chunk.Key.Meeting)).TotalSeconds * Limits.SamplesPerSecond);

    public static ChunkRow Read(SqlRow row, TrackKey key) => new(
        row.Number(0),
        new Receipt(
            new ChunkKey(key.Meeting, key.Track, row.Number(1)), row.Number(2), row.Bytes(3), row.Number(7),
            new AudioShape((AudioCodec)row.Integer(6), row.Number(8), row.Integer(9), row.Integer(5), row.BytesOrNull(4)), row.Integer(10), row.Time(11)),
        (TextPhase)row.Integer(12), row.Integer(13), row.TextOrNull(14), !row.Flag(15));
}
