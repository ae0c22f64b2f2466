using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Storage.Tests.Sequences;

/// <summary>What the protocol says about one track, in memory and in the words of docs/PROTOCOL.md: the book a store is checked against.</summary>
internal sealed class ReferenceTrack(TrackKey key)
{
    private readonly List<(long FirstSeq, string Writer)> _epochs = [];

    public TrackKey Key => key;
    public SortedDictionary<long, Receipt> Stored { get; } = [];
    public Dictionary<long, ReadOnlyMemory<byte>> Bytes { get; } = [];
    public SortedSet<long> GivenUp { get; } = [];
    public SortedDictionary<long, Gap> Gaps { get; } = [];
    public WriterPhase Phase { get; set; }
    public bool LateLimitHasPassed { get; set; }
    public long? LastSeq { get; private set; }
    public long CreditSeq { get; private set; } = Limits.OutOfOrderChunksMax;
    public long NextSeq { get; private set; }
    public bool OpenedByName { get; private set; }
    public long EndSamples { get; private set; }

    /// <summary>A track begins with its first chunk or epoch.</summary>
    public bool Exists { get; private set; }

    public long? Epoch => _epochs.Count == 0 ? null : _epochs.Count - 1;
    public string? Writer => _epochs.Count == 0 ? null : _epochs[^1].Writer;
    public long FirstSeq => _epochs.Count == 0 ? 0 : _epochs[^1].FirstSeq;
    public long StoredMax => Stored.Count == 0 ? -1 : Stored.Keys.Max();

    /// <summary>Numbers below the next one that are neither stored nor given up.</summary>
    public IEnumerable<long> Missing
    {
        get
        {
            for (var seq = 0L; seq < NextSeq; seq++)
                if (!Stored.ContainsKey(seq) && !GivenUp.Contains(seq)) yield return seq;
        }
    }

    public long EpochOf(long seq) => Math.Max(0, _epochs.FindLastIndex(epoch => epoch.FirstSeq <= seq));

    /// <summary>P-34, check by check. Null: stored now or before.</summary>
    public RefusalCode? Put(ChunkToStore chunk, DateTimeOffset now, out bool again)
    {
        var seq = chunk.Key.Seq;
        again = false;
        if (Phase == WriterPhase.Deleted) return RefusalCode.Deleted;
        if (chunk.WriterEpoch < Epoch) return RefusalCode.StaleEpoch;
        if (chunk.WriterEpoch > Epoch) return RefusalCode.UnknownEpoch;
        if (Stored.TryGetValue(seq, out var stored))
        {
            again = stored.Digest.AsSpan().SequenceEqual(chunk.Digest);
            return again ? null : RefusalCode.Conflict;
        }
        if (OpenedByName && (chunk.Epoch is null || chunk.WriterEpoch is null)) return RefusalCode.EpochRequired;
        if (OpenedByName && !chunk.DigestWasGiven) return RefusalCode.DigestRequired;
        if (OpenedByName && chunk.StartSamples is null) return RefusalCode.PlaceRequired;
        if (Phase == WriterPhase.Cancelled) return RefusalCode.Cancelled;
        if (Phase == WriterPhase.Stopped && LateLimitHasPassed) return RefusalCode.TooLate;
        if (Phase == WriterPhase.Stopped && seq > LastSeq) return RefusalCode.AfterStop;
        if (GivenUp.Contains(seq)) return RefusalCode.DeclaredLost;
        if (seq >= CreditSeq) return RefusalCode.OverCredit;
        var epoch = chunk.Epoch ?? Epoch ?? 0;
        if (Epoch is { } newest)
        {
            if (epoch > newest) return RefusalCode.UnknownEpoch;
            if (seq < _epochs[(int)epoch].FirstSeq || (epoch < newest && seq >= _epochs[(int)epoch + 1].FirstSeq)) return RefusalCode.SeqOutsideEpoch;
        }
        var start = chunk.StartSamples ?? EndSamples;
        if (chunk.StartSamples > (long)Limits.PlaceAheadMax.TotalSeconds * Limits.SamplesPerSecond) return RefusalCode.PlaceOutOfRange;

        if (_epochs.Count == 0) _epochs.Add((0, ""));
        Exists = true;
        Stored.Add(seq, new Receipt(chunk.Key, epoch, chunk.Digest, start, chunk.Shape, chunk.Bytes.Length, now));
        Bytes.Add(seq, chunk.Bytes);
        NextSeq = Math.Max(NextSeq, seq + 1);
        EndSamples = Math.Max(EndSamples, start + chunk.Shape.DurationSamples);
        return null;
    }

    /// <summary>P-22 and P-23.</summary>
    public RefusalCode? Open(OpenEpoch wish, out bool again)
    {
        again = false;
        if (Phase == WriterPhase.Deleted) return RefusalCode.Deleted;
        if (Phase == WriterPhase.Cancelled) return RefusalCode.Cancelled;
        if (Phase == WriterPhase.Stopped && LateLimitHasPassed) return RefusalCode.TooLate;
        again = _epochs.Exists(each => each.Writer == wish.Writer);
        if (again) return null;
        if (wish.SeenEpoch != Epoch) return RefusalCode.StaleEpoch;
        var first = Math.Max(wish.FirstSeq, NextSeq);
        _epochs.Add((first, wish.Writer));
        (Exists, OpenedByName, NextSeq) = (true, true, first);
        CreditSeq = Math.Max(CreditSeq, first + Limits.OutOfOrderChunksMax);
        return null;
    }

    /// <summary>P-24.</summary>
    public RefusalCode? GiveUp(long writerEpoch, LostRange range)
    {
        if (Fenced(writerEpoch) is { } fenced) return fenced;
        if (range.ToSeq >= NextSeq) return RefusalCode.SeqOutsideEpoch;
        GivenUp.UnionWith(Missing.Where(seq => seq >= range.FromSeq && seq <= range.ToSeq).ToList());
        return null;
    }

    /// <summary>P-25.</summary>
    public RefusalCode? RecordGap(long writerEpoch, Gap gap)
    {
        if (Fenced(writerEpoch) is { } fenced) return fenced;
        Gaps[gap.StartSamples] = gap;
        return null;
    }

    /// <summary>P-50: a named track owes everything up to its last; one that nobody heard of before owes nothing and takes nothing.</summary>
    public void Stop(long? named)
    {
        Phase = WriterPhase.Stopped;
        LastSeq = Exists ? named : -1;
        if (Exists && named is { } last) NextSeq = Math.Max(NextSeq, last + 1);
    }

    /// <summary>P-50: a track that ended unnamed may be named later.</summary>
    public void StopAgain(long named)
    {
        if (Exists && LastSeq is null) Stop(named);
    }

    /// <summary>Why a stop that names this last can't be.</summary>
    public RefusalCode? StopRefused(long last) =>
        Exists && LastSeq is { } named ? named == last ? null : RefusalCode.LastSeqNamed
        : Exists ? last < StoredMax ? RefusalCode.LastSeqBehind : null
        : last >= 0 ? RefusalCode.UnknownTrack : null;

    public void RaiseCredit(long seq) => CreditSeq = Math.Max(CreditSeq, seq);

    private RefusalCode? Fenced(long writerEpoch) =>
        !Exists ? RefusalCode.UnknownTrack
        : Phase == WriterPhase.Deleted ? RefusalCode.Deleted
        : writerEpoch != Epoch ? RefusalCode.StaleEpoch
        : null;
}
