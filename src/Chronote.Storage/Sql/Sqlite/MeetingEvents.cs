using Chronote.Domain;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>The meeting's event log: numbered under the meeting's row in the transaction of the change, so commit order is number order.</summary>
internal static class MeetingEvents
{
    public static void Add(SqliteSession session, TenantId tenant, MeetingId meeting, DateTimeOffset at, string kind, string payload)
    {
        session.Run("UPDATE meetings SET event_number = event_number + 1 WHERE meeting = $1", meeting.Value);
        session.Run("INSERT INTO events (meeting_no, number, tenant, at, kind, payload) SELECT meeting_no, event_number, $2, $3, $4, $5 FROM meetings WHERE meeting = $1",
            meeting.Value, tenant.Value, at.ToUnixTimeMilliseconds(), kind, payload);
        // The log is a window: older readers get a snapshot instead.
        session.Run("DELETE FROM events WHERE (meeting_no, number) IN (SELECT meeting_no, event_number - $2 FROM meetings WHERE meeting = $1)",
            meeting.Value, Limits.EventsKeptPerMeeting);
    }
}
