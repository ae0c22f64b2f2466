using Chronote.Domain;
using Chronote.Domain.Chunks;

namespace Chronote.Storage.Sql;

/// <summary>What a claimed unit is of.</summary>
internal sealed record UnitHead(string Unit, long TrackNo, long MeetingNo, TenantId Tenant, TrackKey Key, string? TrackName, string? Language, int Attempt, DateTimeOffset Until)
{
    /// <summary>Words to expect.</summary>
    public IReadOnlyList<string> Vocabulary { get; init; } = [];

    /// <summary>Null when the unit's claim has ended.</summary>
    public static ValueTask<UnitHead?> Find(ISqlSession session, string unit) => session.One("""
        SELECT t.track_no, t.meeting_no, t.tenant, t.meeting, t.track, t.name, m.language, c.attempt, c.lease_until, m.vocabulary FROM chunks c
        JOIN tracks t ON t.track_no = c.track_no JOIN meetings m ON m.meeting_no = c.meeting_no WHERE c.unit = $1 AND c.text_phase = 1 LIMIT 1
        """,
        row => new UnitHead(
            unit, row.Number(0), row.Number(1), new TenantId(row.Text(2)), new TrackKey(new MeetingId(row.Text(3)), new TrackId(row.Text(4))), row.TextOrNull(5), row.TextOrNull(6),
            row.Integer(7), row.Time(8))
        {
            Vocabulary = row.TextOrNull(9)?.Split('\n') ?? [],
        },
        unit);

    /// <summary>In order of their numbers; never empty while the claim holds.</summary>
    public async ValueTask<IReadOnlyList<Receipt>> Chunks(ISqlSession session) => await session.All(
        $"SELECT {ChunkRows.Columns} FROM chunks c WHERE c.unit = $1 AND c.text_phase = 1 ORDER BY c.seq", row => ChunkRows.Read(row, Key).Receipt, Unit);
}
