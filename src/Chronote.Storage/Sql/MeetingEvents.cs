using Chronote.Domain;

namespace Chronote.Storage.Sql;

/// <summary>The meeting's event log: numbered under the meeting's row in the transaction of the change, so commit order is number order.</summary>
internal static class MeetingEvents
{
    // The first statement holds the meeting's row until the commit: nobody takes the next number before this one is there or gone.
    public static async ValueTask Add(ISqlSession session, TenantId tenant, MeetingId meeting, DateTimeOffset at, string kind, string payload)
    {
        await session.Run("UPDATE meetings SET event_number = event_number + 1 WHERE meeting = $1", meeting.Value);
        await session.Run("INSERT INTO events (meeting_no, number, tenant, at, kind, payload) SELECT meeting_no, event_number, $2, $3, $4, $5 FROM meetings WHERE meeting = $1",
            meeting.Value, tenant.Value, at.ToUnixTimeMilliseconds(), kind, payload);
        // The log is a window: older readers get a snapshot instead.
        await session.Run("DELETE FROM events WHERE (meeting_no, number) IN (SELECT meeting_no, event_number - $2 FROM meetings WHERE meeting = $1)",
            meeting.Value, Limits.EventsKeptPerMeeting);
    }
}
