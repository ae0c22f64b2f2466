using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>
/// The row that wakes a stopped meeting for what changed behind its back: written in the transaction of the change, so that neither a lost hint nor
/// a crash forgets it. The meeting removes the row before it reads what has changed.
/// </summary>
/// <remarks>Times would not do instead: of two transactions the one that began first may commit last.</remarks>
internal static class LateWork
{
    private const string Marked = """
        INSERT INTO due (kind, key, what, tenant, due_at) SELECT 'meeting', m.meeting, $2, m.tenant, $3 FROM meetings m
        WHERE m.phase IN ('Draining', 'Completed', 'Failed') AND
        """;

    public static ValueTask<int> Mark(ISqlSession session, MeetingId meeting, DateTimeOffset now) =>
        session.Run($"{Marked} m.meeting = $1 ON CONFLICT (kind, key, what) DO NOTHING", meeting.Value, DueRow.Late, now.ToUnixTimeMilliseconds());

    public static ValueTask<int> MarkOf(ISqlSession session, long chunkId, DateTimeOffset now) =>
        session.Run($"{Marked} m.meeting_no = (SELECT meeting_no FROM chunks WHERE chunk_id = $1) ON CONFLICT (kind, key, what) DO NOTHING",
            chunkId, DueRow.Late, now.ToUnixTimeMilliseconds());
}
