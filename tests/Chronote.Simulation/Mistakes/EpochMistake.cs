using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Simulation.Mistakes;

/// <summary>One in how tracks change hands.</summary>
internal abstract class EpochMistake(string section, string sentence) : IngestMistake(section, sentence, "epochs");

internal sealed class OpensWithoutComparing() : EpochMistake("6", "Opening an epoch is compare-and-set on the epoch last seen.")
{
    protected override async Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open)
    {
        var answer = await open(wish);
        return answer is OpenAnswer.Refused { Refusal: { Code: RefusalCode.StaleEpoch, NewestEpoch: { } newest } } ? await open(wish with { SeenEpoch = newest }) : answer;
    }
}

internal sealed class IsOffByOneOnResume() : EpochMistake("6", "The server answers max(first_seq, stored maximum + 1).")
{
    protected override async Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open)
    {
        if (await open(wish) is not OpenAnswer.Opened { Epoch: { Epoch: > 0, FirstSeq: > 0 } epoch } opened) return await open(wish);
        return opened with { Epoch = epoch with { FirstSeq = epoch.FirstSeq - 1 } };
    }
}

internal sealed class ForgetsWhatWasPromised() : EpochMistake("6", "It carries first_seq, one past everything the client ever numbered (spool included).")
{
    protected override async Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open)
    {
        if (await open(wish) is not OpenAnswer.Opened { Again: false } opened) return await open(wish);
        var first = opened.Track.StoredMax + 1;
        Sql("UPDATE tracks SET first_seq = $3, next_seq = $3 WHERE meeting = $1 AND track = $2", wish.Track.Meeting.Value, wish.Track.Track.Value, first);
        Sql("UPDATE epochs SET first_seq = $4 WHERE epoch = $3 AND track_no = (SELECT track_no FROM tracks WHERE meeting = $1 AND track = $2)",
            wish.Track.Meeting.Value, wish.Track.Track.Value, opened.Epoch.Epoch, first);
        return opened with { Epoch = opened.Epoch with { FirstSeq = first } };
    }
}

internal sealed class GivesEveryoneTheSameEpoch() : EpochMistake("5", "A stale recorder can't write: compare-and-set in the transaction (I7).")
{
    protected override async Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open)
    {
        var before = await Rows.Track(wish.Track);
        if (before?.Epoch is not { } epoch || before.Phase != WriterPhase.Open) return await open(wish);
        return new OpenAnswer.Opened(before, new EpochRow(wish.Track, epoch, before.NextSeq, wish.Writer, default, wish.TimelineSamples, wish.SourceSamples, false), null, false);
    }
}

internal sealed class OpensInTwoTransactions() : EpochMistake("4", "Opening an epoch, stop and delete change tracks in one transaction each.")
{
    protected override async Task<OpenAnswer> Open(OpenEpoch wish, Func<OpenEpoch, Task<OpenAnswer>> open)
    {
        if (await open(wish) is not OpenAnswer.Opened { Again: false, Epoch: { Epoch: > 0 } epoch } opened) return await open(wish);
        string[] names = [wish.Track.Meeting.Value, wish.Track.Track.Value];
        Sql("DELETE FROM epochs WHERE epoch = $3 AND track_no = (SELECT track_no FROM tracks WHERE meeting = $1 AND track = $2)", names[0], names[1], epoch.Epoch);
        await SomeTime(Rows, new ChunkKey(wish.Track.Meeting, wish.Track.Track, 0));
        Sql("""
            INSERT INTO epochs (track_no, epoch, tenant, first_seq, writer, opened_at, timeline_samples, source_samples, estimated)
            SELECT track_no, $3, tenant, $4, $5, 0, $6, 0, 0 FROM tracks WHERE meeting = $1 AND track = $2 ON CONFLICT DO NOTHING
            """, names[0], names[1], epoch.Epoch, epoch.FirstSeq, wish.Writer, wish.TimelineSamples);
        return opened;
    }
}
