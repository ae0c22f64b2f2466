using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Brings a database to this binary's schema, one numbered step after the other, each in its own transaction.</summary>
/// <remarks>Servers that start together wait for each other; a server that finds the newest schema waits for nobody.</remarks>
public static class PostgresMigrations
{
    public const int ServerVersionMin = 15;

    // Held until the transaction ends, so that a pooler may stand between. The number is Chronote's own.
    private const string OneAtATime = "SELECT pg_advisory_xact_lock(4850189247316624483)";
    private const string VersionTable = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    /// <exception cref="SchemaTooNewException">The database was written by a newer binary.</exception>
    /// <exception cref="UnsuitableServerException">The server is too old.</exception>
    public static async Task Apply(NpgsqlConnection connection, DateTimeOffset now)
    {
        if (connection.PostgreSqlVersion.Major < ServerVersionMin)
            throw new UnsuitableServerException($"Chronote needs PostgreSQL {ServerVersionMin} or newer; this server is {connection.PostgreSqlVersion}.");
        var steps = MigrationSteps.Of("Sql.Postgres.Migrations");
        var newest = steps[^1].Version;
        while (await Version(connection) is var have && have != newest)
        {
            if (have > newest) throw new SchemaTooNewException("database", have, newest);
            await using var transaction = await connection.BeginTransactionAsync();
            await Run(connection, OneAtATime);
            await Run(connection, VersionTable);
            // Somebody else may have taken the step while this one waited.
            have = await Version(connection);
            if (steps.FirstOrDefault(step => step.Version > have) is { } next)
            {
                await Run(connection, next.Sql);
                await Run(connection, "INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)", next.Version, next.Name, now.ToUnixTimeMilliseconds());
            }
            await transaction.CommitAsync();
        }
    }

    private static async Task<long> Version(NpgsqlConnection connection)
    {
        var session = new PostgresSession(connection);
        return await session.Number("SELECT count(*) FROM pg_tables WHERE tablename = 'schema_version' AND schemaname = ANY (current_schemas(false))") == 0
            ? 0
            : await session.Number("SELECT coalesce(max(version), 0) FROM schema_version");
    }

    private static async Task Run(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
