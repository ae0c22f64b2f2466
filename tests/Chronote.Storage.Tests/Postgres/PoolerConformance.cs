using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Postgres;

// Behind a pooler in transaction mode, the strictest way there is: whatever outlived a transaction would be met by a stranger.

public sealed class PooledChunkStoreConformance : ChunkStoreConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore(PostgresStore.Server.Pooler);
}

public sealed class PooledGrainRecordsConformance : GrainRecordsConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore(PostgresStore.Server.Pooler);
}

public sealed class PooledClaimConformance : ClaimConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore(PostgresStore.Server.Pooler);
}

public sealed class PooledErasureConformance : ErasureConformance
{
    protected override StoreUnderTest NewStore() => new PostgresStore(PostgresStore.Server.Pooler);
}
