using Chronote.Domain;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Row locks that end with the transaction. Each is a statement of its own: the next one sees what the former holder committed.</summary>
public sealed class PostgresLocks(ISqlSession session) : IRowLocks
{
    public async ValueTask Engine(string engine) => await session.Number("SELECT count(*) FROM (SELECT pg_advisory_xact_lock(hashtextextended('chronote engine ' || $1, 0))) AS held", engine);

    public async ValueTask Unit(string unit) => await session.All("SELECT chunk_id FROM chunks WHERE unit = $1 AND text_phase = 1 ORDER BY chunk_id FOR UPDATE", row => row.Number(0), unit);

    // Weaker than FOR UPDATE only towards foreign keys, of which there are none; it is what an UPDATE takes.
    public async ValueTask Meeting(MeetingId meeting) => await session.Number("SELECT meeting_no FROM meetings WHERE meeting = $1 FOR NO KEY UPDATE", meeting.Value);

    public async ValueTask Tracks(MeetingId meeting) => await session.All("SELECT track_no FROM tracks WHERE meeting = $1 ORDER BY track FOR UPDATE", row => row.Number(0), meeting.Value);

    public async ValueTask Track(TrackKey track)
    {
        if (await One(track)) return;
        // A row that is not there can't be held: whoever adds a track holds its meeting, and so does whoever changes the phase a new track begins with.
        await Meeting(track.Meeting);
        await One(track);
    }

    private async ValueTask<bool> One(TrackKey track) =>
        await session.Number("SELECT track_no FROM tracks WHERE meeting = $1 AND track = $2 FOR UPDATE", track.Meeting.Value, track.Track.Value) > 0;
}
