using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

public sealed class PostgresChunkStoreConformance : ChunkStoreConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresMeetingStoreConformance : MeetingStoreConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresGrainRecordsConformance : GrainRecordsConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresClaimConformance : ClaimConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresTextResultConformance : TextResultConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresNormalisationQueueConformance : NormalisationQueueConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresErasureConformance : ErasureConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresTrackErasureConformance : TrackErasureConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresGuildStoreConformance : GuildStoreConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresKeyStoreConformance : KeyStoreConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}

public sealed class PostgresIngestSequenceConformance(Xunit.Abstractions.ITestOutputHelper output) : Sequences.IngestSequenceTests(output)
{
    protected override StoreUnderTest NewStore() => new PostgresStore();
}
