using Chronote.Domain;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>Moves the write-ahead log into the database on a thread and a connection of its own, so that no acknowledgement waits for it.</summary>
/// <remarks>Passive checkpoints never block the writer. They finish because no reader keeps a transaction open longer than one page of rows.</remarks>
public sealed partial class SqliteCheckpointer : IDisposable
{
    /// <summary>What the receipt, its index and the track's row add to a chunk's bytes: a few 16 KiB pages.</summary>
    private const int PagesPerWorkBytes = 64 * 1024;

    private readonly SqliteSession _session;
    private readonly ILogger<SqliteCheckpointer> _log;
    private readonly AutoResetEvent _wanted = new(false);
    private readonly Thread _thread;
    private long _walBytes;
    private volatile bool _stopping;

    public SqliteCheckpointer(string path, ILogger<SqliteCheckpointer> log)
    {
        _log = log;
        _session = new SqliteSession(path, readOnly: false);
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite checkpointer" };
        _thread.Start();
    }

    /// <summary>Bytes committed since a checkpoint last copied all of the log: an upper estimate, since a page changed twice counts twice.</summary>
    public long WalBytes => Interlocked.Read(ref _walBytes);

    /// <summary>Tells that the log grew by a commit of so many works and bytes.</summary>
    public void Committed(int works, long bytes)
    {
        if (Interlocked.Add(ref _walBytes, bytes + (long)works * PagesPerWorkBytes) > Limits.WalCheckpointBytes) _wanted.Set();
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
                // PASSIVE copies what it can without waiting for anyone; once it copied everything, the writer starts the log anew from its
                // beginning, so the file keeps the size of its largest backlog and no more.
                var before = WalBytes;
                var (pages, copied) = _session.One("PRAGMA wal_checkpoint(PASSIVE)", row => (row.Number(1), row.Number(2)));
                if (copied == pages) Interlocked.Add(ref _walBytes, -before);
                LogCheckpoint(_log, copied, pages);
            }
            catch (SqliteException failure)
            {
                LogFailed(_log, failure.Message);
            }
        }
    }
}
