using Chronote.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Moves the write-ahead log into the database on a thread and a connection of its own, so that no acknowledgement waits for it.</summary>
/// <remarks>
/// Passive checkpoints never block the writer. They finish because no reader keeps a transaction open longer than one page of rows. But the log
/// begins anew only when nothing at all is left to copy, and a writer that never pauses always leaves something: so it copies the little remainder
/// itself, between two commits.
/// </remarks>
public sealed partial class SqliteCheckpointer : IDisposable
{
    /// <summary>What the receipt, its index and the track's row add to a chunk's bytes: a few 16 KiB pages.</summary>
    private const int PagesPerWorkBytes = 64 * 1024;

    /// <summary>What the writer may be asked to copy; more is copied here first, as long as that helps.</summary>
    private const long RemainderBytes = 8L * 1024 * 1024;
    private const int PassesMax = 4;

    private readonly SqliteSession _session;
    private readonly ILogger<SqliteCheckpointer> _log;
    private readonly AutoResetEvent _wanted = new(false);
    private readonly Thread _thread;
    // Since the start, both only grow: what was committed, and how much of it is known to be copied.
    private long _committedBytes;
    private long _copiedBytes;
    private volatile bool _remainderWanted;
    private volatile bool _stopping;

    public SqliteCheckpointer(string path, ILogger<SqliteCheckpointer> log)
    {
        _log = log;
        _session = new SqliteSession(path, readOnly: false);
        // A process that was killed may have left a log that was never copied: it counts from the start.
        Committed(0, new FileInfo(path + "-wal") is { Exists: true } left ? left.Length : 0);
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite checkpointer" };
        _thread.Start();
    }

    /// <summary>Bytes committed since a checkpoint last copied all of the log: an upper estimate, since a page changed twice counts twice.</summary>
    public long WalBytes => Interlocked.Read(ref _committedBytes) - Interlocked.Read(ref _copiedBytes);

    /// <summary>Tells that the log grew by a commit of so many works and bytes.</summary>
    public void Committed(int works, long bytes)
    {
        Interlocked.Add(ref _committedBytes, bytes + (long)works * PagesPerWorkBytes);
        if (WalBytes > Limits.WalCheckpointBytes) _wanted.Set();
    }

    /// <summary>Asks for a checkpoint now.</summary>
    public void Want() => _wanted.Set();

    /// <summary>On the writer's thread, between two commits: copies what was committed while the last checkpoint ran, if one asks for it.</summary>
    public void CopyRemainder(SqliteSession writer)
    {
        if (!_remainderWanted) return;
        _remainderWanted = false;
        try
        {
            // RESTART waits, as long as the writer's busy_timeout, for readers that still read from the log.
            var busy = writer.One("PRAGMA wal_checkpoint(RESTART)", row => row.Flag(0));
            if (!busy) Copied(Interlocked.Read(ref _committedBytes));
        }
        catch (SqliteException failure)
        {
            LogFailed(_log, failure.Message);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _wanted.Set();
        _thread.Join();
        _session.Dispose();
        _wanted.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _wanted.WaitOne();
            if (_stopping) return;
            try
            {
                var passes = 0;
                while (passes < PassesMax && CopiedAll())
                {
                    passes++;
                    if (WalBytes <= RemainderBytes) break;
                }
                if (passes > 0) _remainderWanted = true;
            }
            catch (SqliteException failure)
            {
                LogFailed(_log, failure.Message);
            }
        }
    }

    // PASSIVE copies what it can without waiting for anyone. True: all that was in the log when it began.
    private bool CopiedAll()
    {
        var committed = Interlocked.Read(ref _committedBytes);
        var (busy, pages, copied) = _session.One("PRAGMA wal_checkpoint(PASSIVE)", row => (row.Flag(0), row.Number(1), row.Number(2)));
        LogCheckpoint(_log, copied, pages);
        if (busy || copied != pages) return false;
        Copied(committed);
        return true;
    }

    private void Copied(long bytes)
    {
        for (var known = Interlocked.Read(ref _copiedBytes); known < bytes;)
        {
            var found = Interlocked.CompareExchange(ref _copiedBytes, bytes, known);
            if (found == known) return;
            known = found;
        }
    }
}
