using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;

namespace Chronote.Storage.Sql.Postgres;

/// <summary>The edge's store on PostgreSQL: the verdicts of a batch are taken and carried out in one transaction that holds the rows of its tracks.</summary>
public sealed class PostgresChunkStore : SqlChunkStore
{
    private readonly ISqlDatabase _database;
    private readonly TextPhase _firstPhase;
    private readonly ChunkBatcher _batcher;

    /// <param name="textWanted">False when no engine is chosen: chunks are stored without waiting for text.</param>
    public PostgresChunkStore(ISqlDatabase database, TimeProvider time, bool textWanted) : base(database, time)
    {
        (_database, _firstPhase) = (database, textWanted ? TextPhase.Stored : TextPhase.NotWanted);
        _batcher = new ChunkBatcher(Commit);
    }

    /// <summary>Bytes received and not yet durable.</summary>
    public long QueuedBytes => _batcher.QueuedBytes;

    public override Task<PutAnswer> Put(ChunkToStore chunk) => _batcher.Put(chunk);

    // The first chunk of a track needs its meeting's row too, and meetings are held before tracks: such chunks go into a second transaction.
    private async Task<IReadOnlyList<PutAnswer>> Commit(IReadOnlyList<ChunkToStore> chunks)
    {
        var known = await _database.Write(session => new ChunkBatch(session, chunks, _firstPhase, Now).Store(mayAddTracks: false));
        List<int> left = [.. Enumerable.Range(0, chunks.Count).Where(i => known[i] is null)];
        if (left.Count == 0) return known!;
        var added = await _database.Write(session => new ChunkBatch(session, [.. left.Select(i => chunks[i])], _firstPhase, Now).Store(mayAddTracks: true));
        for (var i = 0; i < left.Count; i++) known[left[i]] = added[i];
        return known!;
    }
}
