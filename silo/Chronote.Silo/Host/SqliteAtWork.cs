using Chronote.Gateway.Operating;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Silo.Host;

/// <summary>One file in the data folder. It is opened when it is first asked for.</summary>
internal sealed class SqliteAtWork(IServiceProvider services) : IDatabaseAtWork
{
    private SqliteDatabase Database => services.GetRequiredService<SqliteDatabase>();

    public string Name => "SQLite, one file in the data folder";

    public long QueuedBytes => Database.Writer.QueuedBytes;

    public Task Open()
    {
        _ = Database;
        return Task.CompletedTask;
    }

    public void Show(ChronoteMeters meters)
    {
        var database = Database;
        meters.Gauge("chronote_write_queue_bytes", "Bytes received and not yet durable", () => database.Writer.QueuedBytes);
        meters.Gauge("chronote_wal_bytes", "Bytes committed since the last whole checkpoint", () => database.Checkpointer.WalBytes);
    }
}
