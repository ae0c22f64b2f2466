namespace Chronote.Storage.Sql.Sqlite;

/// <summary>The first number of a track that is neither stored nor given up, from its rows.</summary>
internal static class Watermarks
{
    // It is 0, or follows upon a chunk or a lost range. In the order of the index, so that it ends at the first hole.
    private const string FirstHole = """
        SELECT min(
          coalesce((SELECT c.seq + 1 FROM chunks c WHERE c.track_no = $1
            AND NOT EXISTS (SELECT 1 FROM chunks n WHERE n.track_no = $1 AND n.seq = c.seq + 1)
            AND NOT EXISTS (SELECT 1 FROM lost_ranges l WHERE l.track_no = $1 AND l.from_seq <= c.seq + 1 AND l.to_seq > c.seq)
            ORDER BY c.seq LIMIT 1), $2),
          coalesce((SELECT g.to_seq + 1 FROM lost_ranges g WHERE g.track_no = $1
            AND NOT EXISTS (SELECT 1 FROM chunks n WHERE n.track_no = $1 AND n.seq = g.to_seq + 1)
            AND NOT EXISTS (SELECT 1 FROM lost_ranges l WHERE l.track_no = $1 AND l.from_seq <= g.to_seq + 1 AND l.to_seq > g.to_seq)
            ORDER BY g.from_seq LIMIT 1), $2))
        """;

    private const string BeginsAtZero = """
        SELECT EXISTS (SELECT 1 FROM chunks WHERE track_no = $1 AND seq = 0) OR EXISTS (SELECT 1 FROM lost_ranges WHERE track_no = $1 AND from_seq = 0)
        """;

    public static long Of(SqliteSession session, StoredTrack track)
    {
        // Most tracks have no hole, and then counting is enough.
        if (track.Row.ChunkCount == track.Row.NextSeq) return track.Row.NextSeq;
        return session.Number(BeginsAtZero, track.TrackNo) == 0 ? 0 : session.Number(FirstHole, track.TrackNo, long.MaxValue);
    }
}
