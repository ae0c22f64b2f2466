using System.Data;
using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>Statements on one connection of the pool.</summary>
/// <remarks>Nothing outlives its transaction: no prepared statement, setting, lock or listener of a session. So a pooler may stand between.</remarks>
internal sealed class PostgresSession : ISqlSession, IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly Action? _closed;

    /// <param name="closed">Called when the connection has gone back to its pool.</param>
    public PostgresSession(NpgsqlConnection connection, Action? closed = null) => (_connection, _closed, Locks) = (connection, closed, new PostgresLocks(this));

    public NpgsqlConnection Connection => _connection;

    /// <summary>A connection that broke says so in one of many ways; this is the one that is sure.</summary>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    public IRowLocks Locks { get; }

    public ValueTask<int> Run(string sql, params ReadOnlySpan<object?> values) => Run(Command(sql, values));

    public ValueTask<T?> One<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) => One(Command(sql, values), read);

    public ValueTask<List<T>> All<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) => All(Command(sql, values), read);

    public ValueTask<long> Number(string sql, params ReadOnlySpan<object?> values) => One(Command(sql, values), row => row.Number(0));

    public async ValueTask<IReadOnlyList<int>> RunEach(IReadOnlyList<SqlStatement> statements)
    {
        if (statements.Count == 0) return [];
        await using var batch = _connection.CreateBatch();
        List<NpgsqlBatchCommand> commands = [.. statements.Select(BatchCommand)];
        foreach (var command in commands) batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync();
        return [.. commands.Select(command => (int)command.Rows)];
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _closed?.Invoke();
    }

    private static async ValueTask<int> Run(NpgsqlCommand command)
    {
        await using var _ = command;
        return await command.ExecuteNonQueryAsync();
    }

    private static async ValueTask<T?> One<T>(NpgsqlCommand command, Func<SqlRow, T> read)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? read(new SqlRow(reader)) : default;
    }

    private static async ValueTask<List<T>> All<T>(NpgsqlCommand command, Func<SqlRow, T> read)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(new SqlRow(reader)));
        return rows;
    }

    private NpgsqlCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    private static NpgsqlBatchCommand BatchCommand(SqlStatement statement)
    {
        var command = new NpgsqlBatchCommand(statement.Sql);
        foreach (var value in statement.Values) command.Parameters.Add(Parameter(value));
        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value };
}
