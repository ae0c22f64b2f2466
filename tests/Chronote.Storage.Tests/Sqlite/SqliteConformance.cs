using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Sqlite;

public sealed class SqliteChunkStoreConformance : ChunkStoreConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteMeetingStoreConformance : MeetingStoreConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteGrainRecordsConformance : GrainRecordsConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteClaimConformance : ClaimConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteTextResultConformance : TextResultConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteNormalisationQueueConformance : NormalisationQueueConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteErasureConformance : ErasureConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteTrackErasureConformance : TrackErasureConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteGuildStoreConformance : GuildStoreConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

public sealed class SqliteKeyStoreConformance : KeyStoreConformance
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}

[Trait("Speed", "Slow")]
public sealed class SqliteIngestSequenceConformance(Xunit.Abstractions.ITestOutputHelper output) : Sequences.IngestSequenceTests(output)
{
    protected override StoreUnderTest NewStore() => new SqliteStore();
}
