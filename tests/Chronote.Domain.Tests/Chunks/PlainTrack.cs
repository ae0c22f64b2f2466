namespace Chronote.Domain.Tests.Chunks;

/// <summary>
/// What a track must answer, written down a second time as plainly as possible: every number has an owner, every digest is remembered,
/// nothing is counted or bounded.
/// </summary>
internal sealed class PlainTrack
{
    private readonly Dictionary<long, char> _stored = [];
    private readonly HashSet<long> _lost = [];
    private readonly List<(string Writer, long First)> _epochs = [];

    public string Phase { get; set; } = "open";
    public bool IsTooLate { get; set; }
    public long? NamedLast { get; set; }
    public long StoredMax => _stored.Count == 0 ? -1 : _stored.Keys.Max();
    private int Newest => Math.Max(0, _epochs.Count - 1);
    private bool ByName => _epochs.Count > 0 && _epochs[^1].Writer.Length > 0;
    private long Promised => Math.Max(StoredMax + 1, _epochs.Count == 0 ? 0 : _epochs.Max(epoch => epoch.First));

    // An opening lets its writer run ahead as far as a new track may; nothing else moves in this model.
    private long Credit => Limits.OutOfOrderChunksMax + _epochs.Where(epoch => epoch.Writer.Length > 0).Select(epoch => epoch.First).DefaultIfEmpty(0).Max();

    public string Put(long seq, char digest, long? epoch, long? writer, bool hasPlace, bool digestGiven)
    {
        if (Phase == "deleted") return "Deleted";
        if (writer < Newest) return "StaleEpoch";
        if (writer > Newest) return "UnknownEpoch";
        if (_stored.TryGetValue(seq, out var known)) return known == digest ? "have" : "Conflict";
        if (ByName && (epoch is null || writer is null)) return "EpochRequired";
        if (ByName && !digestGiven) return "DigestRequired";
        if (ByName && !hasPlace) return "PlaceRequired";
        if (Phase == "cancelled") return "Cancelled";
        if (Phase == "stopped" && IsTooLate) return "TooLate";
        if (Phase == "stopped" && NamedLast is { } last && seq > last) return "AfterStop";
        if (_lost.Contains(seq)) return "DeclaredLost";
        if (seq >= Credit) return "OverCredit";
        if ((epoch ?? Newest) > Newest) return "UnknownEpoch";
        if (_epochs.Count > 0 && OwnerOf(seq) != (epoch ?? Newest)) return "SeqOutsideEpoch";
        if (_epochs.Count == 0) _epochs.Add(("", 0));
        _stored.Add(seq, digest);
        return "stored";
    }

    public string Open(string writer, long? seen, long firstSeq)
    {
        if (Phase == "deleted") return "Deleted";
        if (Phase == "cancelled") return "Cancelled";
        if (Phase == "stopped" && IsTooLate) return "TooLate";
        if (_epochs.Exists(each => each.Writer == writer)) return "again";
        if (seen != (_epochs.Count == 0 ? null : Newest)) return "StaleEpoch";
        _epochs.Add((writer, Math.Max(firstSeq, Promised)));
        return "opened";
    }

    public void DeclareLost(long from, long to)
    {
        for (var seq = from; seq <= to && seq < Promised; seq++) if (!_stored.ContainsKey(seq)) _lost.Add(seq);
    }

    // A number belongs to the newest epoch that begins at or below it.
    private int OwnerOf(long seq) => _epochs.FindLastIndex(epoch => epoch.First <= seq);
}
