using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql;

/// <summary>Erases a meeting's rows in portions that never hold the writer up for long.</summary>
public sealed class SqlErasure(ISqlDatabase database) : IErasure
{
    private const int ChunksPerPortion = 200;

    /// <summary>Every table, and what becomes of a deleted meeting's rows in it. A test fails when a table is missing here.</summary>
    public static IReadOnlyDictionary<string, string> Owners { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["chunk_bytes"] = "erased first, with their chunks",
        ["chunks"] = "erased first: without them nothing can add text any more",
        ["segments"] = "erased",
        ["events"] = "erased",
        ["epochs"] = "erased",
        ["lost_ranges"] = "erased",
        ["gaps"] = "erased",
        ["tracks"] = "erased",
        ["windows"] = "erased",
        ["artefacts"] = "erased",
        ["recordings"] = "erased",
        ["notes"] = "erased",
        ["intents"] = "erased last, after the objects they name",
        ["grants"] = "expire by themselves within minutes; they hold no text",
        ["grain_records"] = "erased, but for the meeting's own, which is its tombstone",
        ["due"] = "cleared by the meeting when it rests",
        ["meetings"] = "the tombstone: id and times stay, names and metadata go",
        ["idempotency_keys"] = "kept as long as the tombstone: a repeated create must not make the meeting again",
        ["voice_sessions"] = "erased; those of a guild that lives on go when they are told of",
        ["guild_meetings"] = "erased",
        ["consents"] = "erased",
        ["opt_outs"] = "not a meeting's: they hold for the guild until they are withdrawn",
        ["tenants"] = "not a meeting's",
        ["api_keys"] = "not a meeting's",
        ["host_states"] = "not a meeting's: no grain of a meeting keeps state there",
        ["reminders"] = "dropped by the meeting when it rests: until then one wakes it, erasing included",
        ["schema_version"] = "not a meeting's",
        ["commits"] = "not a meeting's; each row goes with a later transaction",
        ["lone_server"] = "not a meeting's",
        ["cluster_versions"] = "not a meeting's",
        ["cluster_silos"] = "not a meeting's; silos that are gone are removed after a day",
        ["cluster_reminders"] = "dropped by the meeting when it rests, as those of the embedded host",
        ["cluster_states"] = "not a meeting's: no grain of a meeting keeps state there",
    };

    /// <summary>Tables that SQLite has no use for: there nobody can lose a connection, and there is no cluster.</summary>
    public static IReadOnlyList<string> OnPostgresAlone { get; } = ["commits", "lone_server", "cluster_versions", "cluster_silos", "cluster_reminders", "cluster_states"];

    public Task<bool> EraseRows(MeetingId meeting) => database.Erase(session => EraseRows(session, meeting));

    public Task<bool> EraseTrack(TrackKey track, DateTimeOffset now) => database.Erase(session => TrackErasure.Erase(session, track, now));

    public async Task<IReadOnlyList<string>> Objects(MeetingId meeting) => await database.Read(session => session.All(
        "SELECT object FROM intents WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1) ORDER BY object", row => row.Text(0), meeting.Value));

    public Task ForgetObjects(MeetingId meeting) => database.Write(session =>
        session.Run("DELETE FROM intents WHERE meeting_no = (SELECT meeting_no FROM meetings WHERE meeting = $1)", meeting.Value));

    private static async ValueTask<bool> EraseRows(ISqlSession session, MeetingId meeting)
    {
        var no = await session.Number("SELECT coalesce((SELECT meeting_no FROM meetings WHERE meeting = $1 AND phase = 'Deleted'), -1)", meeting.Value);
        if (no < 0) return true;
        var chunks = await session.All("""
            SELECT chunk_id FROM chunks WHERE track_no IN (SELECT track_no FROM tracks WHERE meeting_no = $1) ORDER BY chunk_id LIMIT $2
            """, row => row.Number(0), no, ChunksPerPortion);
        foreach (var chunk in chunks)
        {
            // The receipt first: who stores text for the chunk holds its row, and what was stored by then is erased below.
            await session.Run("DELETE FROM chunks WHERE chunk_id = $1", chunk);
            await session.Run("DELETE FROM chunk_bytes WHERE chunk_id IN ($1, -$1)", chunk);
        }
        if (chunks.Count == ChunksPerPortion) return false;
        foreach (var table in (string[])["epochs", "lost_ranges", "gaps"])
            await session.Run($"DELETE FROM {table} WHERE track_no IN (SELECT track_no FROM tracks WHERE meeting_no = $1)", no);
        foreach (var table in (string[])["segments", "events", "windows", "artefacts", "recordings", "notes", "tracks"])
            await session.Run($"DELETE FROM {table} WHERE meeting_no = $1", no);
        foreach (var table in (string[])["voice_sessions", "guild_meetings", "consents"]) await session.Run($"DELETE FROM {table} WHERE meeting = $1", meeting.Value);
        await session.Run("DELETE FROM grain_records WHERE kind = 'window' AND key LIKE $1 || '/%'", meeting.Value);
        await session.Run("UPDATE meetings SET name = NULL, meeting_url = NULL, metadata = NULL, language = NULL, vocabulary = NULL WHERE meeting_no = $1", no);
        return true;
    }
}
