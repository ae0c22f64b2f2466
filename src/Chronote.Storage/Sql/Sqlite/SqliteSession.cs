using Microsoft.Data.Sqlite;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
public sealed class SqliteSession : ISqlSession, IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    public SqliteSession(string path, bool readOnly)
    {
        SqliteNative.Use();
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        }.ToString());
        Connection.Open();
    }

    public SqliteConnection Connection { get; }

    /// <summary>Runs a statement. Parameters are named <c>$1</c>, <c>$2</c>, … in the order given.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>The first row read by <paramref name="read"/>, or default when there is none.</summary>
    public T? One<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? read(new SqlRow(reader)) : default;
    }

    public List<T> All<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(new SqlRow(reader)));
        return rows;
    }

    public long Number(string sql, params ReadOnlySpan<object?> values) => (long)(Prepare(sql, values).ExecuteScalar() ?? 0L);

    IRowLocks ISqlSession.Locks => NoLocks.Instance;

    ValueTask<int> ISqlSession.Run(string sql, params ReadOnlySpan<object?> values) => new(Run(sql, values));

    ValueTask<T?> ISqlSession.One<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) where T : default => new(One(sql, read, values));

    ValueTask<List<T>> ISqlSession.All<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) => new(All(sql, read, values));

    ValueTask<long> ISqlSession.Number(string sql, params ReadOnlySpan<object?> values) => new(Number(sql, values));

    ValueTask<IReadOnlyList<int>> ISqlSession.RunEach(IReadOnlyList<SqlStatement> statements) => new([.. statements.Select(statement => Run(statement.Sql, statement.Values))]);

    public void Dispose()
    {
        foreach (var command in _prepared.Values) command.Dispose();
        Connection.Dispose();
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (i + 1) });
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.Parameters[i];
            parameter.ResetSqliteType();
            parameter.Value = values[i] ?? DBNull.Value;
        }
        return command;
    }
}
