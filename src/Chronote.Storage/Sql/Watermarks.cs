namespace Chronote.Storage.Sql;

/// <summary>The first number of a track that is neither stored nor given up, from its rows.</summary>
internal static class Watermarks
{
    // It is 0, or follows upon a chunk or a lost range. In the order of the index, so that it ends at the first hole.
    private const string FirstHole = """
        SELECT
          (SELECT c.seq + 1 FROM chunks c WHERE c.track_no = $1
            AND NOT EXISTS (SELECT 1 FROM chunks n WHERE n.track_no = $1 AND n.seq = c.seq + 1)
            AND NOT EXISTS (SELECT 1 FROM lost_ranges l WHERE l.track_no = $1 AND l.from_seq <= c.seq + 1 AND l.to_seq > c.seq)
            ORDER BY c.seq LIMIT 1),
          (SELECT g.to_seq + 1 FROM lost_ranges g WHERE g.track_no = $1
            AND NOT EXISTS (SELECT 1 FROM chunks n WHERE n.track_no = $1 AND n.seq = g.to_seq + 1)
            AND NOT EXISTS (SELECT 1 FROM lost_ranges l WHERE l.track_no = $1 AND l.from_seq <= g.to_seq + 1 AND l.to_seq > g.to_seq)
            ORDER BY g.from_seq LIMIT 1)
        """;

    private const string BeginsAtZero = """
        SELECT (SELECT count(*) FROM chunks WHERE track_no = $1 AND seq = 0) + (SELECT count(*) FROM lost_ranges WHERE track_no = $1 AND from_seq = 0)
        """;

    public static async ValueTask<long> Of(ISqlSession session, StoredTrack track)
    {
        // Most tracks have no hole, and then counting is enough.
        if (track.Row.ChunkCount == track.Row.NextSeq) return track.Row.NextSeq;
        if (await session.Number(BeginsAtZero, track.TrackNo) == 0) return 0;
        return await session.One(FirstHole, row => Math.Min(row.NumberOrNull(0) ?? long.MaxValue, row.NumberOrNull(1) ?? long.MaxValue), track.TrackNo);
    }
}
