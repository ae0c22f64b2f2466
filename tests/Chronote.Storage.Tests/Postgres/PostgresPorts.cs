using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>The ports once more, on somebody else's database and clock.</summary>
public sealed class PostgresPorts(ISqlDatabase database, HandClock clock) : StoreUnderTest(clock)
{
    public override IChunkStore Chunks { get; } = new PostgresChunkStore(database, clock, textWanted: true);
    public override IMeetingStore Meetings { get; } = new SqlMeetingStore(database);
    public override IGrainRecords Records { get; } = new SqlGrainRecords(database);
    public override ITranscriptionQueue Queue { get; } = new SqlTranscriptionQueue(database);
    public override INormalisationQueue Normalisation { get; } = new SqlNormalisationQueue(database);
    public override IErasure Erasure { get; } = new SqlErasure(database);
    public override IGuildStore Guilds { get; } = new SqlGuildStore(database);
    public override IKeyStore Keys { get; } = new SqlKeyStore(database);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
