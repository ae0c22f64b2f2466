using Chronote.Domain;

namespace Chronote.Storage.Sql;

/// <summary>The meeting's event log: numbered under the meeting's row in the transaction of the change, so commit order is number order.</summary>
internal static class MeetingEvents
{
    // The first statement holds the meeting's row until the commit: nobody takes the next number before this one is there or gone. The others name
    // their row by its key: joined with meetings, PostgreSQL may read the whole log for each event as long as it takes the log for empty.
    public static async ValueTask Add(ISqlSession session, TenantId tenant, MeetingId meeting, DateTimeOffset at, string kind, string payload)
    {
        var (meetingNo, number) = await session.One("UPDATE meetings SET event_number = event_number + 1 WHERE meeting = $1 RETURNING meeting_no, event_number",
            row => (row.Number(0), row.Number(1)), meeting.Value);
        if (number == 0) return;
        // The log is a window: older readers get a snapshot instead.
        await session.RunEach([
            new SqlStatement("INSERT INTO events (meeting_no, number, tenant, at, kind, payload) VALUES ($1, $2, $3, $4, $5, $6)",
                meetingNo, number, tenant.Value, at.ToUnixTimeMilliseconds(), kind, payload),
            new SqlStatement("DELETE FROM events WHERE meeting_no = $1 AND number = $2", meetingNo, number - Limits.EventsKeptPerMeeting)]);
    }
}
