using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>A database whose statements wait, one by one, until the test lets them go. A commit is a step too.</summary>
public sealed class SteppedDatabase(ISqlDatabase inner, Func<Task> beforeEach) : ISqlDatabase
{
    public Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read) => inner.Read(read);

    public Task<T> Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount = 0) => inner.Write(session => Stepped(session, work), byteCount);

    public Task<bool> Erase(Func<ISqlSession, ValueTask<bool>> work) => inner.Erase(session => Stepped(session, work));

    private async ValueTask<T> Stepped<T>(ISqlSession session, Func<ISqlSession, ValueTask<T>> work)
    {
        var result = await work(new SteppedSession(session, beforeEach));
        await beforeEach();
        return result;
    }

    private sealed class SteppedSession : ISqlSession
    {
        private readonly ISqlSession _inner;
        private readonly Func<Task> _before;

        public SteppedSession(ISqlSession inner, Func<Task> before) => (_inner, _before, Locks) = (inner, before, new PostgresLocks(this));

        public IRowLocks Locks { get; }

        public ValueTask<int> Run(string sql, params ReadOnlySpan<object?> values) => After(values.ToArray(), each => _inner.Run(sql, each));

        public ValueTask<T?> One<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) => After(values.ToArray(), each => _inner.One(sql, read, each));

        public ValueTask<List<T>> All<T>(string sql, Func<SqlRow, T> read, params ReadOnlySpan<object?> values) => After(values.ToArray(), each => _inner.All(sql, read, each));

        public ValueTask<long> Number(string sql, params ReadOnlySpan<object?> values) => After(values.ToArray(), each => _inner.Number(sql, each));

        public async ValueTask<IReadOnlyList<int>> RunEach(IReadOnlyList<SqlStatement> statements)
        {
            await _before();
            return await _inner.RunEach(statements);
        }

        private async ValueTask<T> After<T>(object?[] values, Func<object?[], ValueTask<T>> statement)
        {
            await _before();
            return await statement(values);
        }
    }
}
