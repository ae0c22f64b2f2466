using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Looks at a database without changing it, for people.</summary>
public static class PostgresSurvey
{
    /// <param name="connection">As <see cref="PostgresConnection.Of"/> makes it.</param>
    /// <returns>Whether it can be used, and what it is or why not, without any secret.</returns>
    public static async Task<(bool Usable, string Detail)> Look(string connection)
    {
        var where = PostgresConnection.Where(connection);
        try
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var session = new PostgresSession(await source.OpenConnectionAsync());
            var (fsync, commit) = await session.One("SELECT current_setting('fsync'), current_setting('synchronous_commit')", row => (row.Text(0), row.Text(1)));
            var version = session.Connection.PostgreSqlVersion;
            var detail = $"PostgreSQL {version}, {where}";
            if (version.Major < PostgresMigrations.ServerVersionMin) return (false, $"{detail}: {PostgresMigrations.ServerVersionMin} or newer is needed.");
            if (fsync == "off") return (false, $"{detail}: fsync is off, so what was acknowledged may be gone after a power failure. Set fsync = on.");
            return (true, commit == "off" ? $"{detail} (synchronous_commit is off there; Chronote's transactions set it on)" : detail);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            return (false, $"{where} can't be used: {failure.Message}");
        }
    }
}
