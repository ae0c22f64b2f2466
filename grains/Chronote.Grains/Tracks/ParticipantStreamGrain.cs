using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;
using Chronote.Grains.Transcription;

namespace Chronote.Grains.Tracks;

public sealed class ParticipantStreamGrain(IMeetingStore meetings, IChunkStore chunks, TranscriptionSettings transcription) : Grain, IParticipantStreamGrain
{
    private readonly Watermark _watermark = new();
    private long _creditSeq;

    private TrackKey Key => TrackKey.Parse(this.GetPrimaryKeyString());

    public async Task Hint()
    {
        var before = _watermark.Value;
        await CatchUp();
        await KeepCredit();
        await this.GetStreamProvider(ChunkStream.Provider)
            .GetStream<ChunkEvent>(StreamId.Create(ChunkStream.Namespace, Key.Meeting.Value))
            .OnNextAsync(new ChunkEvent(Key.Track.Value, _watermark.Value));
        if (_watermark.Value > before && transcription.Engine is { } engine)
            await GrainFactory.GetGrain<ITranscriptionGateGrain>(engine).Hint();
    }

    public async Task<TrackLook> Look()
    {
        await CatchUp();
        var row = await meetings.Track(Key);
        var next = row?.LastSeq is { } last ? Math.Max(last + 1, row.NextSeq) : row?.NextSeq ?? 0;
        return new TrackLook(_watermark.Value, [.. _watermark.Missing(next, Limits.MissingRangesShown).Select(range => new MissingRange(range.From, range.To))]);
    }

    // Rows are the truth. What lies below the watermark never changes, so a catch-up reads only what is above it.
    private async Task CatchUp()
    {
        var from = _watermark.Value;
        while (true)
        {
            var page = await meetings.LostRanges(Key, from);
            foreach (var lost in page) _watermark.AddRange(lost.FromSeq, lost.ToSeq);
            if (page.Count < Limits.RowsPerReadMax) break;
            from = page[^1].ToSeq + 1;
        }
        from = _watermark.Value;
        while (true)
        {
            var page = await meetings.StoredSeqs(Key, from, Limits.RowsPerReadMax);
            foreach (var seq in page) _watermark.Add(seq);
            if (page.Count < Limits.RowsPerReadMax) return;
            from = page[^1] + 1;
        }
    }

    private async Task KeepCredit()
    {
        if (_creditSeq == 0) _creditSeq = (await meetings.Track(Key))?.CreditSeq ?? 0;
        var wanted = _watermark.Value + Limits.OutOfOrderChunksMax;
        // Written in large steps: a row per half window, not per chunk.
        if (wanted - _creditSeq < Limits.OutOfOrderChunksMax / 2) return;
        await chunks.SetCredit(Key, wanted);
        _creditSeq = wanted;
    }
}
