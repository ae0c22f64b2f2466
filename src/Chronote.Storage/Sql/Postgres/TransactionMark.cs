using System.Diagnostics;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>By what a transaction is found again when the connection was lost while it was committing.</summary>
/// <param name="Id">The server's number of it.</param>
/// <param name="Timeline">The history of the server that gave the number: one that took over meanwhile gives the same numbers to others.</param>
internal sealed record TransactionMark(string Id, string Timeline)
{
    private const string ThisTimeline = "left(pg_walfile_name(pg_current_wal_lsn()), 8)";

    // Set for the transaction alone, in the statement that is needed anyway. Whoever waits longer for a row is told to come again; what a process
    // that vanished holds is free after half a minute; and a commit is durable before it is answered, even where the server's own setting is laxer.
    private const string Begin = $"""
        SELECT pg_current_xact_id()::text, {ThisTimeline}, set_config('lock_timeout', '5s', true), set_config('statement_timeout', '30s', true),
          set_config('idle_in_transaction_session_timeout', '30s', true),
          CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
        """;

    /// <summary>The first statement of a transaction.</summary>
    public static async ValueTask<TransactionMark> Take(ISqlSession session) =>
        await session.One(Begin, row => new TransactionMark(row.Text(0), row.Text(1))) ?? throw new UnreachableException("A select without a table has a row.");

    /// <summary>Asks what became of it.</summary>
    public async ValueTask<CommitFate> Fate(ISqlSession session)
    {
        var (status, timeline) = await session.One($"SELECT pg_xact_status($1::text::xid8), {ThisTimeline}", row => (row.TextOrNull(0), row.Text(1)), Id);
        return (status, timeline == Timeline) switch
        {
            (_, false) => CommitFate.Unknown,
            ("committed", _) => CommitFate.Committed,
            ("aborted", _) => CommitFate.RolledBack,
            ("in progress", _) => CommitFate.Open,
            _ => CommitFate.Unknown,
        };
    }
}

internal enum CommitFate { Committed, RolledBack, Open, Unknown }
