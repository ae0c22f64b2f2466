using System.Reflection;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Brings a database to this binary's schema, one numbered step after the other, each in its own transaction.</summary>
public static class SqliteMigrations
{
    /// <exception cref="SchemaTooNewException">The database was written by a newer binary.</exception>
    public static void Apply(SqliteSession session, DateTimeOffset now)
    {
        session.Run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var have = session.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        var steps = Steps();
        if (have > steps[^1].Version) throw new SchemaTooNewException(have, steps[^1].Version);
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

    private static List<(long Version, string Name, string Sql)> Steps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Select(resource =>
        {
            var file = resource.Split('.')[^2];
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return (long.Parse(file[..4]), file, text.ReadToEnd());
        }).OrderBy(step => step.Item1)];
    }
}

public sealed class SchemaTooNewException(long found, long known) : Exception(
    $"This data folder was written by a newer Chronote (schema {found}; this one knows up to {known}). Nothing was changed. Use the newer Chronote, or another data folder.");
