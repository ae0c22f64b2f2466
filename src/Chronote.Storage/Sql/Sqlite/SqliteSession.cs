using Microsoft.Data.Sqlite;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
public sealed class SqliteSession : IDisposable
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
    public T? One<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        return reader.Read() ? read(new SqliteRow(reader)) : default;
    }

    public List<T> All<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepare(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(new SqliteRow(reader)));
        return rows;
    }

    public long Number(string sql, params ReadOnlySpan<object?> values) => (long)(Prepare(sql, values).ExecuteScalar() ?? 0L);

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

/// <summary>A row by position; nulls and times in our own terms.</summary>
public readonly struct SqliteRow(SqliteDataReader reader)
{
    public bool IsNull(int i) => reader.IsDBNull(i);
    public string Text(int i) => reader.GetString(i);
    public string? TextOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetString(i);
    public long Number(int i) => reader.GetInt64(i);
    public int Integer(int i) => reader.GetInt32(i);
    public long? NumberOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetInt64(i);
    public bool Flag(int i) => reader.GetInt64(i) != 0;
    public byte[] Bytes(int i) => reader.GetFieldValue<byte[]>(i);
    public byte[]? BytesOrNull(int i) => reader.IsDBNull(i) ? null : reader.GetFieldValue<byte[]>(i);
    public DateTimeOffset Time(int i) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(i));
    public DateTimeOffset? TimeOrNull(int i) => reader.IsDBNull(i) ? null : Time(i);
}
