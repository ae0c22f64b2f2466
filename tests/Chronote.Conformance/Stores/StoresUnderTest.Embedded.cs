using Chronote.Kernel.Reminders;
using Chronote.Kernel.State;
using Chronote.Silo.Host;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Conformance.Stores;

/// <summary>What the embedded host keeps for its grains, empty at first. Each implementation derives from it once.</summary>
public abstract class StoresUnderTest : IDisposable
{
    public abstract IGrainStateStore States { get; }

    public abstract IReminderStore Reminders { get; }

    /// <summary>Ends the process as far as the stores know, and opens what it left.</summary>
    public abstract void Reopen();

    public abstract void Dispose();
}

public sealed class MemoryStores : StoresUnderTest
{
    public override IGrainStateStore States { get; } = new MemoryGrainStateStore();

    public override IReminderStore Reminders { get; } = new MemoryReminderStore();

    // They are the disk that outlives a simulated process.
    public override void Reopen()
    {
    }

    public override void Dispose()
    {
    }
}

/// <summary>SQLite in a folder of its own: in memory where there is such a file system, so that a sync costs nothing.</summary>
public sealed class SqliteStores : StoresUnderTest
{
    private const string InMemory = "/dev/shm";

    private readonly string _folder = Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), "chronote-" + Path.GetRandomFileName());
    private SqliteDatabase _database;

    public SqliteStores()
    {
        Directory.CreateDirectory(_folder);
        _database = Open();
    }

    public override IGrainStateStore States => new SqlGrainStateStore(new SqlHostStates(_database, new SystemRandomness()));

    public override IReminderStore Reminders => new SqlReminderStore(new SqlReminders(_database));

    public override void Reopen()
    {
        _database.Dispose();
        _database = Open();
    }

    public override void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(Path.Combine(_folder, "chronote.db"), TimeProvider.System, NullLoggerFactory.Instance);
}
