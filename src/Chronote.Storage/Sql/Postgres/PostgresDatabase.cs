using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Chronote.Domain.Ports;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>A PostgreSQL database: connections from a pool, transactions that are run again where that is right, and commits whose fate is asked for.</summary>
/// <remarks>
/// A deadlock, a lost race and a lost connection never reach the caller as an answer. Before COMMIT was sent nothing can have happened, and the work
/// runs again. A COMMIT without an answer is looked up by the transaction's mark; only when that can't be done the caller hears that it is unknown.
/// </remarks>
public sealed partial class PostgresDatabase : ISqlDatabase, IAsyncDisposable
{
    private const int RacesMax = 10;
    private const int LossesMax = 3;
    private const int ForgottenAtOnceMax = 100;
    private static readonly TimeSpan RaceWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LossWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FateWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FateMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SlowFrom = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MarkMax = TimeSpan.FromDays(1);

    private readonly ConcurrentQueue<Guid> _answered = new();
    private readonly NpgsqlDataSource _source;
    private readonly PostgresMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresDatabase> _log;

    /// <param name="connection">As <see cref="PostgresConnection.Of"/> makes it.</param>
    /// <param name="role">What its figures are shown under.</param>
    public PostgresDatabase(string connection, Meter meter, TimeProvider time, ILoggerFactory logs, string role = "main")
    {
        _source = NpgsqlDataSource.Create(connection);
        (_meters, _time, _log) = (new PostgresMeters(meter, role, new NpgsqlConnectionStringBuilder(connection).MaxPoolSize), time, logs.CreateLogger<PostgresDatabase>());
    }

    /// <summary>Its name and its server's, for people.</summary>
    public string Where => PostgresConnection.Where(_source.ConnectionString);

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="SchemaTooNewException">A newer binary wrote it.</exception>
    public async Task Migrate(DateTimeOffset now)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            await PostgresMigrations.Apply(connection, now);
            await TransactionMark.RemoveOlder(new PostgresSession(connection), now - MarkMax);
        }
        catch (Exception failure) when (PostgresFaults.ForCaller(failure) is { } known)
        {
            throw known;
        }
    }

    public async Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var began = _time.GetTimestamp();
                await using var session = await Open();
                var result = await Alive(session, async () => await read(session));
                _meters.Read(Took("read", began));
                return result;
            }
            catch (Exception failure) when (PostgresFaults.ForCaller(failure) is { } known)
            {
                // A connection of the pool may have died with the server that is up again by now.
                if (PostgresFaults.Of(failure) != PostgresFault.Lost || attempt == LossesMax) throw known;
                await Again("read", attempt, LossWait, failure);
            }
        }
    }

    public async Task<T> Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount = 0)
    {
        var (races, losses) = (0, 0);
        while (true)
        {
            var began = _time.GetTimestamp();
            try
            {
                var result = await Try(work);
                _meters.Transaction(Took("transaction", began), "committed");
                return result;
            }
            catch (Exception failure) when (PostgresFaults.ForCaller(failure) is { } known)
            {
                var fault = PostgresFaults.Of(failure);
                _meters.Transaction(_time.GetElapsedTime(began), fault.ToString().ToLowerInvariant());
                if (fault == PostgresFault.Race && ++races < RacesMax) await Again("race", races, RaceWait, failure);
                else if (fault == PostgresFault.Lost && ++losses < LossesMax) await Again("loss", losses, LossWait, failure);
                else throw known;
            }
        }
    }

    // What is deleted is overwritten when its room is used again; vacuum sees to that, not this transaction.
    public Task<bool> Erase(Func<ISqlSession, ValueTask<bool>> work) => Write(work);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // What it throws says that nothing was committed, unless it says that this is unknown.
    private async Task<T> Try<T>(Func<ISqlSession, ValueTask<T>> work)
    {
        await using var session = await Open();
        await using var transaction = await session.Connection.BeginTransactionAsync();
        var (mark, result) = await Alive(session, async () => (await TransactionMark.Take(session, Answered(), _time.GetUtcNow()), await work(session)));
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception failure) when (!session.IsOpen || PostgresFaults.Of(failure) != PostgresFault.Ours)
        {
            LogAsking(_log, mark.Token, failure.Message);
            if (!await Committed(mark, failure)) throw Lost(failure);
        }
        _answered.Enqueue(mark.Token);
        return result;
    }

    private async Task<bool> Committed(TransactionMark mark, Exception failure)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var session = await Open();
                var committed = await Alive(session, async () => await mark.Committed(session, _time.GetUtcNow()));
                _meters.Fate(committed ? "committed" : "rolled_back");
                return committed;
            }
            catch (Exception again) when (PostgresFaults.ForCaller(again) is not null)
            {
                // The server is not back yet, or not done with the transaction.
                if (_time.GetElapsedTime(began) > FateMax) throw new OutcomeUnknownException(failure);
            }
            await Task.Delay(FateWait, _time);
        }
    }

    // A connection that broke while it was used answers with all kinds of exceptions.
    private static async Task<T> Alive<T>(PostgresSession session, Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (Exception failure) when (!session.IsOpen && PostgresFaults.Of(failure) == PostgresFault.Ours)
        {
            throw Lost(failure);
        }
    }

    private static NpgsqlException Lost(Exception failure) => new("The connection was lost.", failure);

    private Guid[] Answered()
    {
        var marks = new List<Guid>();
        while (marks.Count < ForgottenAtOnceMax && _answered.TryDequeue(out var mark)) marks.Add(mark);
        return [.. marks];
    }

    private TimeSpan Took(string what, long began)
    {
        var took = _time.GetElapsedTime(began);
        if (took > SlowFrom)
        {
            _meters.Slow(what);
            LogSlow(_log, what, (long)took.TotalMilliseconds);
        }
        return took;
    }

    private async Task<PostgresSession> Open()
    {
        var began = _time.GetTimestamp();
        var connection = await _source.OpenConnectionAsync();
        _meters.Opened(_time.GetElapsedTime(began));
        return new PostgresSession(connection, _meters.Closed);
    }

    private async Task Again(string why, int attempt, TimeSpan wait, Exception failure)
    {
        _meters.Again(why);
        LogAgain(_log, why, attempt, failure.Message);
        await Task.Delay(wait * attempt, _time);
    }
}
