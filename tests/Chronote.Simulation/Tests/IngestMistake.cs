using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Simulation.Server;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Simulation.Tests;

/// <summary>A mistake in how chunks are taken.</summary>
internal abstract class IngestMistake : Mistake
{
    protected IMeetingStore Rows { get; private set; } = null!;

    protected SqliteDatabase Database { get; private set; } = null!;

    public override void Open(SqliteDatabase database) => Database = database;

    public override IChunkStore Chunks(IChunkStore right, IMeetingStore meetings)
    {
        Rows = meetings;
        return Twisted<IChunkStore>.Of(right, (method, arguments, go) => method == nameof(IChunkStore.Put)
            ? Put((ChunkToStore)arguments[0]!, chunk => (Task<PutAnswer>)go([chunk])!)
            : go(arguments));
    }

    protected abstract Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store);
}

/// <summary>"The acknowledgement follows one commit of bytes and receipt": here it goes ahead.</summary>
internal sealed class AcknowledgesBeforeTheCommit : IngestMistake
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var track = await Rows.Track(chunk.Key.TrackKey);
        if (track is null || track.Epoch != chunk.WriterEpoch || chunk.Key.Seq < track.NextSeq || chunk.StartSamples is not { } start) return await store(chunk);
        _ = StoreSomeTime(chunk, store);
        return new PutAnswer.Stored(new Receipt(chunk.Key, chunk.Epoch ?? 0, chunk.Digest, start, chunk.Shape, chunk.Bytes.Length, default), track);
    }

    private static async Task StoreSomeTime(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        try
        {
            await store(chunk);
        }
        catch (Exception failure) when (CapturedLog.WasToBeExpected(failure))
        {
            // Nobody is left to be told: that is the mistake.
        }
    }
}

/// <summary>"Stale writer epoch → refused": here every writer counts as the newest.</summary>
internal sealed class ForgetsTheFence : IngestMistake
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store) =>
        await store(chunk with { WriterEpoch = (await Rows.Track(chunk.Key.TrackKey))?.Epoch ?? chunk.WriterEpoch });
}

/// <summary>"Exactly once": here a repeat counts as a chunk.</summary>
internal sealed class CountsRepeats : IngestMistake
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is PutAnswer.AlreadyHave)
            await Database.Writer.Write(Lane.Rest, session => session.Run("UPDATE tracks SET chunk_count = chunk_count + 1 WHERE meeting = $1 AND track = $2",
                chunk.Key.Meeting.Value, chunk.Key.Track.Value));
        return answer;
    }
}

/// <summary>"Other digest → conflict, nothing overwritten": here the last one wins.</summary>
internal sealed class OverwritesConflicts : IngestMistake
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is not PutAnswer.Refused { Refusal.Code: RefusalCode.Conflict }) return answer;
        await Database.Writer.Write(Lane.Rest, session => session.Run("UPDATE chunks SET digest = $3 WHERE seq = $2 AND track_no = (SELECT track_no FROM tracks WHERE meeting = $1 AND track = $4)",
            chunk.Key.Meeting.Value, chunk.Key.Seq, chunk.Digest, chunk.Key.Track.Value));
        return await store(chunk);
    }
}
