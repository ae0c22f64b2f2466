using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Tracks;

/// <summary>The rows of one track, changed as a store changes them: what a verdict says and nothing else.</summary>
internal sealed class OneTrack
{
    private readonly Dictionary<long, Receipt> _receipts = [];
    private readonly List<EpochRow> _epochs = [];
    private readonly HashSet<long> _lost = [];

    public TrackRow Row { get; set; } = Given.NewTrack;
    public DateTimeOffset Now { get; set; } = Given.Noon;
    public IReadOnlyDictionary<long, Receipt> Receipts => _receipts;
    public IReadOnlyList<EpochRow> Epochs => _epochs;
    public IReadOnlySet<long> Lost => _lost;

    public AdmissionVerdict Put(ChunkToStore chunk)
    {
        var epoch = chunk.Epoch ?? Row.Epoch ?? 0;
        var view = new AdmissionView(Row, _receipts.GetValueOrDefault(chunk.Key.Seq), _lost.Contains(chunk.Key.Seq), FirstOf(epoch), FirstOf(epoch + 1), Given.Samples(Now - Given.Noon));
        var verdict = Admission.Decide(view, chunk, Now);
        if (verdict is AdmissionVerdict.Store store)
        {
            _receipts.Add(chunk.Key.Seq, store.Receipt);
            if (Row.Epoch is null) _epochs.Add(new EpochRow(Given.Mic, 0, 0, "", Now, 0, 0, false));
            Row = store.Track;
        }
        return verdict;
    }

    public OpeningVerdict Open(OpenEpoch wish)
    {
        var verdict = EpochOpening.Decide(Row, Before(wish.Writer), wish, Now);
        if (verdict is OpeningVerdict.Opened opened)
        {
            Row = opened.Track;
            _epochs.Add(opened.Epoch);
        }
        return verdict;
    }

    /// <summary>Gives up what is promised and not stored.</summary>
    public void DeclareLost(long from, long to)
    {
        for (var seq = from; seq <= to && seq < Row.NextSeq; seq++) if (!_receipts.ContainsKey(seq)) _lost.Add(seq);
    }

    private OpenedBefore? Before(string writer) => _epochs.Find(each => each.Writer == writer) is { } epoch ? new OpenedBefore(epoch, FirstOf(epoch.Epoch + 1)) : null;

    private long? FirstOf(long epoch) => epoch >= 0 && epoch < _epochs.Count ? _epochs[(int)epoch].FirstSeq : null;
}
