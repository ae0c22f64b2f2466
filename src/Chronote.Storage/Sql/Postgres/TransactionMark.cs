using System.Diagnostics;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>By what a transaction is found again when the connection was lost while it was committing: a row of its own, which is there or is not.</summary>
/// <remarks>
/// The server's own number of the transaction would not do. A server that crashed, or a standby that took over, gives numbers again that were never
/// written down, and then says "committed" of somebody else's transaction.
/// </remarks>
internal sealed record TransactionMark(Guid Token)
{
    // Set for the transaction alone, in the statement that is needed anyway. Whoever waits longer for a row is told to come again; what a process
    // that vanished or hangs holds is free before the others give up waiting; and a commit is durable before it is answered, even where the server's own setting is laxer.
    private const string Begin = """
        WITH forgotten AS (DELETE FROM commits WHERE token = ANY($1)), mark AS (INSERT INTO commits (token, at) VALUES (gen_random_uuid(), $2) RETURNING token)
        SELECT token, set_config('lock_timeout', '5s', true), set_config('statement_timeout', '30s', true), set_config('idle_in_transaction_session_timeout', '4s', true),
          CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END
        FROM mark
        """;

    /// <summary>The first statement of a transaction.</summary>
    /// <param name="answered">Marks that nobody will ask for any more.</param>
    public static async ValueTask<TransactionMark> Take(ISqlSession session, Guid[] answered, DateTimeOffset now) =>
        await session.One(Begin, row => new TransactionMark(row.Id(0)), answered, now.ToUnixTimeMilliseconds()) ?? throw new UnreachableException("An insert returns its row.");

    /// <summary>Whether it was committed. That is settled then, also for whoever has to ask again: one that was not can't commit any more.</summary>
    /// <remarks>While the transaction is still open its row can't be inserted a second time; the server waits for its end.</remarks>
    public async ValueTask<bool> Committed(ISqlSession session, DateTimeOffset now)
    {
        await session.Run("INSERT INTO commits (token, at, absent) VALUES ($1, $2, 1) ON CONFLICT (token) DO NOTHING", Token, now.ToUnixTimeMilliseconds());
        return await session.One("SELECT absent FROM commits WHERE token = $1", row => (bool?)!row.Flag(0), Token) ?? throw new RaceLostException("the mark was removed");
    }

    /// <summary>Removes what processes left that did not live to do so.</summary>
    public static ValueTask<int> RemoveOlder(ISqlSession session, DateTimeOffset than) => session.Run("DELETE FROM commits WHERE at < $1", than.ToUnixTimeMilliseconds());
}
