using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

/// <summary>A data folder's database: one writer, a checkpointer, and short reads.</summary>
public sealed class SqliteDatabase : ISqlDatabase, IDisposable
{
    private const string InMemory = ":memory:";

    /// <summary>Each holds its statements and some pages; a burst of reads may open more, but does not leave them behind.</summary>
    private static readonly int ReadersKeptMax = Math.Clamp(Environment.ProcessorCount, 2, 8);

    private readonly string _path;
    private int _disposed;
    private readonly SqliteCheckpointer? _checkpointer;
    private readonly SqliteSession? _only;
    private readonly ConcurrentBag<SqliteSession> _readers = [];

    private SqliteDatabase(string path, SqliteWriter writer, SqliteCheckpointer? checkpointer, SqliteSession? only) =>
        (_path, Writer, _checkpointer, _only) = (path, writer, checkpointer, only);

    public SqliteWriter Writer { get; }
    public SqliteCheckpointer Checkpointer => _checkpointer ?? throw new InvalidOperationException("A database in memory has no write-ahead log.");

    /// <summary>Opens or makes the database at <paramref name="path"/> and brings its schema up to date.</summary>
    /// <exception cref="SchemaTooNewException">A newer binary wrote it.</exception>
    public static SqliteDatabase Open(string path, TimeProvider time, ILoggerFactory logs)
    {
        var session = new SqliteSession(path, readOnly: false);
        Configure(session);
        SqliteMigrations.Apply(session, time.GetUtcNow());
        var checkpointer = new SqliteCheckpointer(path, logs.CreateLogger<SqliteCheckpointer>());
        return new SqliteDatabase(path, new SqliteWriter(session, checkpointer, logs.CreateLogger<SqliteWriter>()), checkpointer, only: null);
    }

    /// <summary>As <see cref="Open"/>, on one connection: every call ends on the caller's thread before it returns.</summary>
    /// <remarks>For simulation, whose file layer decides what of a file survives a power cut; it is named in the address.</remarks>
    /// <param name="address">A file's path, or a <c>file:</c> address.</param>
    public static SqliteDatabase OpenAlone(string address, TimeProvider time, ILoggerFactory logs)
    {
        var session = new SqliteSession(address, readOnly: false);
        try
        {
            // Then the log needs no memory shared between processes.
            session.Run("PRAGMA locking_mode = EXCLUSIVE");
            Configure(session);
            SqliteMigrations.Apply(session, time.GetUtcNow());
        }
        catch
        {
            session.Dispose();
            throw;
        }
        return new SqliteDatabase(address, SqliteWriter.WithoutThread(session, logs.CreateLogger<SqliteWriter>()), checkpointer: null, session);
    }

    /// <summary>An empty database of the present schema in memory, on one connection: every call ends on the caller's thread before it returns.</summary>
    /// <remarks>For simulation, which has one thread and decides itself when a transaction happens. The statements are the same; files and commits in batches are not tried by it.</remarks>
    public static SqliteDatabase OpenInMemory(TimeProvider time, ILoggerFactory logs)
    {
        var session = new SqliteSession(InMemory, readOnly: false);
        SqliteMigrations.Apply(session, time.GetUtcNow());
        return new SqliteDatabase(InMemory, SqliteWriter.WithoutThread(session, logs.CreateLogger<SqliteWriter>()), checkpointer: null, session);
    }

    /// <summary>Runs one bounded read on the caller's thread; its read transaction ends with it.</summary>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        if (_only is not null) return read(_only);
        if (!_readers.TryTake(out var session))
        {
            session = new SqliteSession(_path, readOnly: true);
            session.Run("PRAGMA cache_size = -512");
        }
        try
        {
            return read(session);
        }
        finally
        {
            if (_readers.Count < ReadersKeptMax) _readers.Add(session);
            else session.Dispose();
        }
    }

    Task<T> ISqlDatabase.Read<T>(Func<ISqlSession, ValueTask<T>> read) => Task.FromResult(Read(session => Synchronous.Run(read(session))));

    Task<T> ISqlDatabase.Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount) => Writer.Write(Lane.Rest, session => Synchronous.Run(work(session)), byteCount);

    Task<bool> ISqlDatabase.Erase(Func<ISqlSession, ValueTask<bool>> work) => Writer.Write(Lane.Rest, session =>
    {
        // Here deleted content is overwritten, which promotion does not do: somebody asked for it to be gone.
        session.Run("PRAGMA secure_delete = ON");
        try
        {
            var ended = Synchronous.Run(work(session));
            if (ended) session.Run("PRAGMA incremental_vacuum(1024)");
            return ended;
        }
        finally
        {
            session.Run("PRAGMA secure_delete = FAST");
        }
    });

    // Whoever composes may know it under more than one name, and disposes of it under each.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Writer.Dispose();
        _checkpointer?.Dispose();
        while (_readers.TryTake(out var session)) session.Dispose();
    }

    private static void Configure(SqliteSession session)
    {
        // FULL: a commit that returned survives a power failure; that is what an acknowledgement promises. First, because what follows commits, too.
        session.Run("PRAGMA synchronous = FULL");
        // Page size and auto-vacuum take effect only before the first table exists. 16 KiB pages suit chunks of tens of kilobytes.
        session.Run("PRAGMA page_size = 16384");
        // On a database that is there already this is a commit that changes nothing, but syncs the log: a process that was killed may have left its last
        // commit in the system's memory alone, and whoever sends that chunk again is answered from what was found.
        session.Run("PRAGMA auto_vacuum = INCREMENTAL");
        session.Run("PRAGMA journal_mode = WAL");
        session.Run("PRAGMA wal_autocheckpoint = 0");
        // How long the writer waits, once per checkpoint, for readers to leave the log: longer than a page of rows takes, short for an acknowledgement.
        session.Run("PRAGMA busy_timeout = 50");
        // FAST zeroes deleted content only in pages that are written anyway. ON, the system's default here, would write every promoted byte of
        // audio once more; erasing a meeting switches it on for that transaction.
        session.Run("PRAGMA secure_delete = FAST");
        session.Run("PRAGMA foreign_keys = OFF");
        // Audio passes through once and is not read back by this connection: the cache serves the upper pages of the trees, and more would only
        // fill up with audio during a meeting's first half hour.
        session.Run("PRAGMA cache_size = -8192");
        session.Run("PRAGMA temp_store = MEMORY");
    }
}
