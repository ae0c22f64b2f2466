using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in how chunks are taken.</summary>
internal abstract class IngestMistake(string section, string sentence, string theme = "taking chunks") : MadeMistake(theme, section, sentence)
{
    protected IMeetingStore Rows { get; private set; } = null!;

    public override IChunkStore Chunks(IChunkStore right, IMeetingStore meetings)
    {
        Rows = meetings;
        return Twisted<IChunkStore>.Of(right, (method, arguments, go) => method switch
        {
            nameof(IChunkStore.Put) => Put((ChunkToStore)arguments[0]!, chunk => (Task<PutAnswer>)go([chunk])!),
            nameof(IChunkStore.OpenEpoch) => Open((OpenEpoch)arguments[0]!, wish => (Task<OpenAnswer>)go([wish])!),
            nameof(IChunkStore.ReadBytes) => Bytes((ChunkKey)arguments[0]!, key => (Task<byte[]?>)go([key])!),
            nameof(IChunkStore.DeclareLost) => Lost((TrackKey)arguments[1]!, (LostRange)arguments[3]!, range => (Task<Refusal?>)go([arguments[0], arguments[1], arguments[2], range])!),
            _ => go(arguments),
        });
    }

    protected virtual Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store) => store(chunk);

    protected virtual Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open) => open(wish);

    protected virtual Task<byte[]?> Bytes(ChunkKey key, Func<ChunkKey, Task<byte[]?>> read) => read(key);

    protected virtual Task<Refusal?> Lost(TrackKey track, LostRange range, Func<LostRange, Task<Refusal?>> declare) => declare(range);
}

internal sealed class AcknowledgesBeforeTheCommit() : IngestMistake("4", "The acknowledgement follows one commit of bytes and receipt.")
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

internal sealed class CommitsBytesAfterTheReceipt() : IngestMistake("4", "The acknowledgement follows one commit of bytes and receipt.")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk with { Bytes = new byte[1] });
        if (answer is not PutAnswer.Stored) return answer;
        await SomeTime(Rows, chunk.Key);
        Sql("UPDATE chunk_bytes SET bytes = $4 WHERE chunk_id = (SELECT chunk_id FROM chunks c JOIN tracks t USING (track_no) WHERE t.meeting = $1 AND t.track = $2 AND c.seq = $3)",
            chunk.Key.Meeting.Value, chunk.Key.Track.Value, chunk.Key.Seq, chunk.Bytes.ToArray());
        return answer;
    }
}

internal sealed class ForgetsTheFence() : IngestMistake("5", "Stale writer epoch → refused (I3).")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store) =>
        await store(chunk with { WriterEpoch = (await Rows.Track(chunk.Key.TrackKey))?.Epoch ?? chunk.WriterEpoch });
}

internal sealed class ChecksTheFenceBeforeTheTransaction() : IngestMistake("4", "The edge decides accept / repeat / conflict / stale / closed in the transaction that inserts the chunk.")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        if (chunk.WriterEpoch is null || (await Rows.Track(chunk.Key.TrackKey))?.Epoch != chunk.WriterEpoch) return await store(chunk);
        await SomeTime(Rows, chunk.Key);
        return await store(chunk with { WriterEpoch = Number("SELECT coalesce(max(epoch), 0) FROM tracks WHERE meeting = $1 AND track = $2", chunk.Key.Meeting.Value, chunk.Key.Track.Value) });
    }
}

internal sealed class CountsRepeats() : IngestMistake("5", "Every acknowledged chunk is in the final assembly exactly once (I1).")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is PutAnswer.AlreadyHave) Sql("UPDATE tracks SET chunk_count = chunk_count + 1 WHERE meeting = $1 AND track = $2", chunk.Key.Meeting.Value, chunk.Key.Track.Value);
        return answer;
    }
}

internal sealed class OverwritesConflicts() : IngestMistake("5", "Other digest → conflict, nothing overwritten (I3).")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is not PutAnswer.Refused { Refusal.Code: RefusalCode.Conflict }) return answer;
        Sql("UPDATE chunks SET digest = $3 WHERE seq = $2 AND track_no = (SELECT track_no FROM tracks WHERE meeting = $1 AND track = $4)",
            chunk.Key.Meeting.Value, chunk.Key.Seq, chunk.Digest, chunk.Key.Track.Value);
        return await store(chunk);
    }
}

internal sealed class PlacesRepeatsAnew() : IngestMistake("5", "Same track, seq and digest again → the same acknowledgement, for the life of the meeting (I3).")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store) =>
        await store(chunk) is PutAnswer.AlreadyHave have && have.Track.EndSamples != have.Receipt.StartSamples
            ? have with { Receipt = have.Receipt with { StartSamples = have.Track.EndSamples } }
            : await store(chunk);
}

internal sealed class TakesChunksAfterTheStop() : IngestMistake("6", "Draining, Completed → store if owed or late-unnamed, else 409 after_stop.")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is not PutAnswer.Refused { Refusal.Code: RefusalCode.AfterStop }) return answer;
        Sql("UPDATE tracks SET phase = 0 WHERE meeting = $1 AND track = $2", chunk.Key.Meeting.Value, chunk.Key.Track.Value);
        return await store(chunk);
    }
}

internal sealed class TakesChunksAfterTheCancel() : IngestMistake("6", "Answers to a PUT: Cancelled 409 cancelled.")
{
    protected override async Task<PutAnswer> Put(ChunkToStore chunk, Func<ChunkToStore, Task<PutAnswer>> store)
    {
        var answer = await store(chunk);
        if (answer is not PutAnswer.Refused { Refusal.Code: RefusalCode.Cancelled }) return answer;
        Sql("UPDATE tracks SET phase = 0 WHERE meeting = $1 AND track = $2", chunk.Key.Meeting.Value, chunk.Key.Track.Value);
        return await store(chunk);
    }
}

internal sealed class TakesWhatWasGivenUp() : IngestMistake("6", "Seqs below stay owed until delivered, or declared lost; a lost range is a recorded gap, never a stuck watermark.")
{
    protected override Task<Refusal?> Lost(TrackKey track, LostRange range, Func<LostRange, Task<Refusal?>> declare) => Task.FromResult<Refusal?>(null);
}

internal sealed class GivesUpOneLess() : IngestMistake("6", "Seqs below stay owed until delivered, or declared lost; a lost range is a recorded gap, never a stuck watermark.")
{
    protected override Task<Refusal?> Lost(TrackKey track, LostRange range, Func<LostRange, Task<Refusal?>> declare) => declare(range with { FromSeq = Math.Min(range.ToSeq, range.FromSeq + 1) });
}

internal sealed class ChangesPackets() : IngestMistake("4", "Packets are stored as received, remuxed into Ogg, never re-encoded for track recordings.")
{
    protected override async Task<byte[]?> Bytes(ChunkKey key, Func<ChunkKey, Task<byte[]?>> read) =>
        await read(key) is { } bytes && key.Seq == 1 ? Recorders.Sound.Chunk(Recorders.Sound.Heard(bytes)[0].Serial + 1_000_000, 3) : await read(key);
}
