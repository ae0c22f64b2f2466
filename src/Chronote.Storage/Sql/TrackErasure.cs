using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Sql;

/// <summary>Takes one track out of a meeting that goes on. Locks are taken in everybody's order: chunks in transactions of their own, else meeting, then track.</summary>
internal static class TrackErasure
{
    private const int ChunksPerPortion = 200;

    public static async ValueTask<bool> Erase(ISqlSession session, TrackKey track, DateTimeOffset now)
    {
        var found = await session.One("SELECT track_no, meeting_no, erased FROM tracks WHERE meeting = $1 AND track = $2",
            row => new Marked(row.Number(0), row.Number(1), row.Flag(2)), track.Meeting.Value, track.Track.Value);
        if (found is null) return true;
        if (!found.Erased)
        {
            await Mark(session, track, found);
            return false;
        }
        var chunks = await session.All("SELECT chunk_id FROM chunks WHERE track_no = $1 ORDER BY chunk_id LIMIT $2", row => row.Number(0), found.TrackNo, ChunksPerPortion);
        foreach (var chunk in chunks)
        {
            // The receipt first: who stores text for the chunk holds its row, and what was stored by then is removed with the rest.
            await session.Run("DELETE FROM chunks WHERE chunk_id = $1", chunk);
            await session.Run("DELETE FROM chunk_bytes WHERE chunk_id IN ($1, -$1)", chunk);
        }
        if (chunks.Count > 0) return false;
        await Rest(session, track, found, now);
        return true;
    }

    // From this commit on every chunk of the track is refused. Files that were counted with it are counted anew.
    private static async ValueTask Mark(ISqlSession session, TrackKey track, Marked found)
    {
        await session.Locks.Meeting(track.Meeting);
        await session.Locks.Track(track);
        await session.Run("UPDATE tracks SET erased = 1, phase = $2, name = NULL, writer = NULL, last_seq = NULL, chunk_count = 0, end_samples = 0, heard_at = NULL WHERE track_no = $1",
            found.TrackNo, (int)WriterPhase.Deleted);
        await session.Run("UPDATE windows SET chunk_count = $2 WHERE meeting_no = $1", found.MeetingNo, WindowRow.Stale);
    }

    private static async ValueTask Rest(ISqlSession session, TrackKey track, Marked found, DateTimeOffset now)
    {
        await session.Locks.Meeting(track.Meeting);
        var removed = 0;
        foreach (var table in (string[])["segments", "epochs", "lost_ranges", "gaps"]) removed += await session.Run($"DELETE FROM {table} WHERE track_no = $1", found.TrackNo);
        foreach (var table in (string[])["artefacts", "recordings"]) removed += await session.Run($"DELETE FROM {table} WHERE meeting_no = $1 AND track = $2", found.MeetingNo, track.Track.Value);
        if (removed == 0) return; // done before
        // Its number stays an event's; what it said goes.
        await session.Run("UPDATE events SET kind = 'erased', payload = '{}' WHERE meeting_no = $1 AND payload LIKE $2 ESCAPE '!'",
            found.MeetingNo, $"%\"track\":\"{track.Track.Value.Replace("_", "!_", StringComparison.Ordinal)}\"%");
        await session.Run("DELETE FROM notes WHERE meeting_no = $1", found.MeetingNo);
        await session.Run("UPDATE windows SET summary = NULL, summary_text_version = -1 WHERE meeting_no = $1", found.MeetingNo);
        await session.Run("UPDATE meetings SET text_version = text_version + 1, text_version_min = text_version + 1 WHERE meeting_no = $1", found.MeetingNo);
        var tenant = await session.One("SELECT tenant FROM meetings WHERE meeting_no = $1", row => new TenantId(row.Text(0)), found.MeetingNo);
        await MeetingEvents.Add(session, tenant, track.Meeting, now, "track.erased", $$"""{"track":"{{track.Track}}"}""");
        await LateWork.Mark(session, track.Meeting, now);
    }

    private sealed record Marked(long TrackNo, long MeetingNo, bool Erased);
}
