namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Brings a database to this binary's schema, one numbered step after the other, each in its own transaction.</summary>
public static class SqliteMigrations
{
    /// <exception cref="SchemaTooNewException">The database was written by a newer binary.</exception>
    public static void Apply(SqliteSession session, DateTimeOffset now)
    {
        session.Run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var have = session.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        var steps = MigrationSteps.Of("Sql.Migrations");
        if (have > steps[^1].Version) throw new SchemaTooNewException("data folder", have, steps[^1].Version);
        foreach (var (version, name, sql) in steps.Where(step => step.Version > have))
        {
            session.Run("BEGIN IMMEDIATE");
            using (var command = session.Connection.CreateCommand())
            {
                command.CommandText = sql;
                command.ExecuteNonQuery();
            }
            session.Run("INSERT INTO schema_version (version, name, applied_at) VALUES ($1, $2, $3)", version, name, now.ToUnixTimeMilliseconds());
            session.Run("COMMIT");
        }
    }
}
