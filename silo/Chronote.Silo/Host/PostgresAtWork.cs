using Chronote.Gateway.Operating;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Host;

/// <summary>A PostgreSQL server, somebody else's process.</summary>
internal sealed class PostgresAtWork(PostgresDatabase database, PostgresChunkStore chunks, TimeProvider time) : IDatabaseAtWork
{
    public string Name => $"PostgreSQL, {database.Where}";

    public long QueuedBytes => chunks.QueuedBytes;

    public Task Open() => database.Migrate(time.GetUtcNow());

    public void Show(ChronoteMeters meters) => meters.Gauge("chronote_write_queue_bytes", "Bytes received and not yet durable", () => chunks.QueuedBytes);
}
