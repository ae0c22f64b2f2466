using Chronote.Domain;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Audit;

/// <summary>What is left of deleted meetings, and what belongs to nothing (I12). Goes by the tables there are, so that a new one is looked through as well.</summary>
internal sealed class Remains(SqliteDatabase database, IEnumerable<string> blobs)
{
    // The tombstone: it answers what comes late, and keeps a repeated create from making the meeting again.
    private static readonly string[] Kept = ["meetings", "idempotency_keys", "grants"];

    public IEnumerable<string> Of(MeetingId meeting) => database.Read(session =>
    {
        var found = new List<string>();
        var number = session.Number("SELECT meeting_no FROM meetings WHERE meeting = $1", meeting.Value);
        foreach (var (table, columns) in Tables(session).Where(table => !Kept.Contains(table.Name)))
        {
            var where = columns.Contains("meeting_no") ? "meeting_no = $1 AND $2 <> ''" : columns.Contains("meeting") ? "meeting = $2 AND $1 > 0"
                : columns.Contains("kind") && columns.Contains("key") ? "(key = $2 AND kind <> 'meeting' OR key LIKE $2 || '/%') AND $1 > 0" : null;
            if (where is not null && session.Number($"SELECT count(*) FROM {table} WHERE {where}", number, meeting.Value) is > 0 and var rows) found.Add($"{rows} rows of {table}");
        }
        if (session.Number("SELECT count(*) FROM meetings WHERE meeting = $1 AND coalesce(name, meeting_url, metadata, language) IS NOT NULL", meeting.Value) > 0) found.Add("its name");
        found.AddRange(blobs.Where(blob => blob.StartsWith($"{meeting}/", StringComparison.Ordinal)).Select(blob => $"the object {blob}"));
        return found;
    });

    /// <summary>Bytes without a receipt, rows of a track that is none.</summary>
    public IEnumerable<string> WithoutOwner() => database.Read(session =>
    {
        var found = new List<string>();
        foreach (var (table, columns) in Tables(session))
        {
            var where = table == "chunk_bytes" ? "abs(chunk_id) NOT IN (SELECT chunk_id FROM chunks)"
                : table != "tracks" && columns.Contains("track_no") ? "track_no NOT IN (SELECT track_no FROM tracks)" : null;
            if (where is not null && session.Number($"SELECT count(*) FROM {table} WHERE {where}") is > 0 and var rows) found.Add($"{rows} rows of {table}");
        }
        return found;
    });

    private static List<(string Name, List<string> Columns)> Tables(SqliteSession session) =>
    [
        .. session.All("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", row => row.Text(0))
            .Select(table => (table, session.All($"SELECT name FROM pragma_table_info('{table}') ORDER BY cid", row => row.Text(0)))),
    ];
}
