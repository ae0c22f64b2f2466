namespace Chronote.Storage.Sql.Postgres;

/// <summary>Keeps a second embedded server off a database: it would take what the first one is at work on for abandoned.</summary>
/// <remarks>
/// A row that is renewed and grows stale, by the database's clock. A lock of the session would do as well, but not behind a pooler. Whoever has the
/// owner's data folder has that one's row: the folder's own lock says that the server before is gone, so a restart waits for nothing.
/// </remarks>
/// <param name="owner">Machine and data folder, for people.</param>
public sealed class LoneServer(ISqlDatabase database, string owner)
{
    /// <summary>How long an owner that says nothing is believed in. Three renewals.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private const string IsFresh = "lone_server.alive_at > clock_timestamp() - interval '10 seconds'";

    /// <summary>Who is at work on the database, or null.</summary>
    public static Task<string?> Holder(ISqlDatabase database) => database.Read(session => session.One($"SELECT owner FROM lone_server WHERE {IsFresh}", row => row.Text(0)));

    /// <returns>Null when it is ours now; else whose it is.</returns>
    public Task<string?> Take() => database.Write(async session => await session.Run($"""
        INSERT INTO lone_server (only_row, owner, alive_at) VALUES (1, $1, clock_timestamp())
        ON CONFLICT (only_row) DO UPDATE SET owner = excluded.owner, alive_at = excluded.alive_at WHERE lone_server.owner = excluded.owner OR NOT {IsFresh}
        """, owner) == 1 ? null : await session.One("SELECT owner FROM lone_server", row => row.Text(0)));

    /// <returns>False when another server took it meanwhile.</returns>
    public Task<bool> Renew() => database.Write(async session => await session.Run("UPDATE lone_server SET alive_at = clock_timestamp() WHERE owner = $1", owner) == 1);

    public Task Leave() => database.Write(session => session.Run("DELETE FROM lone_server WHERE owner = $1", owner));
}
