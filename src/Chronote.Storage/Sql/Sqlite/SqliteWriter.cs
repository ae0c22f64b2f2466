using Chronote.Domain;
using Chronote.Domain.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>
/// The one writer: a thread of its own that commits in batches. A batch is what arrived during the previous commit, so one fsync
/// serves every writer that waits, and nobody waits for a timer.
/// </summary>
/// <remarks>Work must be repeatable: when a batch fails, each of its works runs again in a transaction of its own, so that one can't spoil the others.</remarks>
public sealed partial class SqliteWriter : IDisposable
{
    private const int RestPerBatchMax = 32;
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<Work> _acknowledgements = new();
    private readonly Queue<Work> _rest = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly SqliteSession _session;
    private readonly SqliteCheckpointer? _checkpointer;
    private readonly ILogger<SqliteWriter> _log;
    private readonly Thread? _thread;
    private long _queuedBytes;
    private bool _stopping;

    public SqliteWriter(SqliteSession session, SqliteCheckpointer checkpointer, ILogger<SqliteWriter> log)
    {
        (_session, _checkpointer, _log) = (session, checkpointer, log);
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite writer" };
        _thread.Start();
    }

    private SqliteWriter(SqliteSession session, ILogger<SqliteWriter> log) => (_session, _log) = (session, log);

    /// <summary>A writer that commits each work at once, on the caller's thread: for a database in memory, whose commits wait for no disk.</summary>
    public static SqliteWriter WithoutThread(SqliteSession session, ILogger<SqliteWriter> log) => new(session, log);

    /// <summary>Bytes waiting to be written.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <summary>Runs <paramref name="work"/> inside a transaction; the task ends when that is durable.</summary>
    /// <exception cref="StoreException">Nothing was changed.</exception>
    public Task<T> Write<T>(Lane lane, Func<SqliteSession, T> work, int byteCount = 0)
    {
        if (_checkpointer?.WalBytes > Limits.WalBytesMax)
        {
            // Nothing is committed from here on, so nobody else asks for the checkpoint that ends this.
            _checkpointer.Want();
            throw new StoreException(StoreFault.Busy, "The write-ahead log is at its limit; a checkpoint is under way.", BusyWait);
        }
        var item = new Work<T>(work, byteCount);
        if (_thread is null)
        {
            Commit([item]);
            return item.Task;
        }
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (_queuedBytes + byteCount > Limits.WriteQueueBytesMax)
                throw new StoreException(StoreFault.Busy, "More audio waits to be written than may wait.", BusyWait);
            _queuedBytes += byteCount;
            (lane == Lane.Acknowledgements ? _acknowledgements : _rest).Enqueue(item);
        }
        _arrived.Release();
        return item.Task;
    }

    /// <summary>Commits what was handed over, then ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping) return;
            _stopping = true;
        }
        _arrived.Release();
        _thread?.Join();
        _session.Dispose();
        _arrived.Dispose();
    }

    private void Loop()
    {
        var batch = new List<Work>();
        while (true)
        {
            _arrived.Wait();
            TakeBatch(batch);
            if (batch.Count == 0)
            {
                if (_stopping) return;
                continue;
            }
            Commit(batch);
            batch.Clear();
            _checkpointer?.CopyRemainder(_session);
        }
    }

    private void TakeBatch(List<Work> batch)
    {
        lock (_gate)
        {
            var bytes = 0L;
            while (_acknowledgements.Count > 0 && batch.Count < Limits.BatchChunksMax && bytes < Limits.BatchBytesMax) Take(_acknowledgements);
            for (var i = 0; i < RestPerBatchMax && _rest.Count > 0; i++) Take(_rest);
            _queuedBytes -= bytes;
            // One token per work was released; the batch consumed one and leaves the others for a later, possibly empty, round.
            if (_acknowledgements.Count + _rest.Count > 0 && _arrived.CurrentCount == 0) _arrived.Release();

            void Take(Queue<Work> lane)
            {
                batch.Add(lane.Dequeue());
                bytes += batch[^1].ByteCount;
            }
        }
    }

    private void Commit(List<Work> batch)
    {
        if (batch.Count > 1 && TryCommit(batch) is null)
        {
            foreach (var work in batch) work.Succeed();
            _checkpointer?.Committed(batch.Count, batch.Sum(work => (long)work.ByteCount));
            return;
        }
        foreach (var work in batch)
        {
            if (TryCommit([work]) is { } failure) work.Fail(failure);
            else work.Succeed();
        }
        _checkpointer?.Committed(batch.Count, batch.Sum(work => (long)work.ByteCount));
    }

    private Exception? TryCommit(List<Work> batch)
    {
        try
        {
            _session.Run("BEGIN IMMEDIATE");
            foreach (var work in batch) work.Run(_session);
            _session.Run("COMMIT");
            return null;
        }
        catch (Exception failure)
        {
            try
            {
                _session.Run("ROLLBACK");
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself already.
            }
            if (failure is not SqliteException sqlite) return failure;
            LogFailed(_log, sqlite.SqliteErrorCode, sqlite.Message);
            return sqlite.SqliteErrorCode switch
            {
                13 => new StoreException(StoreFault.Full, "There is no room left on the disk of the data folder.", FullWait, sqlite), // SQLITE_FULL
                19 or 1 => sqlite,                                                                                                    // CONSTRAINT, ERROR: ours
                _ => new StoreException(StoreFault.Unavailable, "The database could not be written.", FullWait, sqlite),
            };
        }
    }

    private abstract class Work(int byteCount)
    {
        public int ByteCount { get; } = byteCount;
        public abstract void Run(SqliteSession session);
        public abstract void Succeed();
        public abstract void Fail(Exception failure);
    }

    private sealed class Work<T>(Func<SqliteSession, T> work, int byteCount) : Work(byteCount)
    {
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _source.Task;
        public override void Run(SqliteSession session) => _result = work(session);
        public override void Succeed() => _source.SetResult(_result);
        public override void Fail(Exception failure) => _source.SetException(failure);
    }
}
