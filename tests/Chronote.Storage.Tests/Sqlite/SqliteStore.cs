using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Sqlite;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Sqlite;

/// <summary>An empty SQLite store in a folder of its own: in memory where there is such a file system, so that a sync costs nothing.</summary>
public sealed class SqliteStore : StoreUnderTest
{
    private readonly TemporaryFolder _folder = new();

    public SqliteStore(bool textWanted = true)
    {
        Database = SqliteDatabase.Open(DatabasePath, Clock, NullLoggerFactory.Instance);
        Chunks = new SqliteChunkStore(Database, Clock, textWanted);
        Meetings = new SqlMeetingStore(Database);
        Records = new SqlGrainRecords(Database);
        Queue = new SqlTranscriptionQueue(Database);
        Normalisation = new SqlNormalisationQueue(Database);
        Erasure = new SqlErasure(Database);
        Guilds = new SqlGuildStore(Database);
        Keys = new SqlKeyStore(Database);
    }

    public string DatabasePath => Path.Combine(_folder.Path, "chronote.db");
    public SqliteDatabase Database { get; }
    public override IChunkStore Chunks { get; }
    public override IMeetingStore Meetings { get; }
    public override IGrainRecords Records { get; }
    public override ITranscriptionQueue Queue { get; }
    public override INormalisationQueue Normalisation { get; }
    public override IErasure Erasure { get; }
    public override IGuildStore Guilds { get; }
    public override IKeyStore Keys { get; }

    public long Number(string sql) => Database.Read(session => session.Number(sql));

    public override ValueTask DisposeAsync()
    {
        Database.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
