namespace Chronote.Media.Proof;

/// <summary>What was acknowledged: one chunk of the track, from its receipt.</summary>
/// <param name="Seq">Sequence number.</param>
/// <param name="StartSamples">First audible sample on the meeting's timeline (48 kHz).</param>
/// <param name="PreSkipSamples">Samples before it.</param>
/// <param name="DurationSamples">Audible samples.</param>
/// <param name="PacketCount">Audio packets.</param>
/// <param name="PacketsDigest">32 bytes, see <see cref="Opus.PacketsDigest"/>.</param>
public sealed record ManifestEntry(
    long Seq, long StartSamples, int PreSkipSamples, long DurationSamples, int PacketCount, ReadOnlyMemory<byte> PacketsDigest);

/// <summary>Fetches a chunk's stored Ogg bytes by its seq; null when they are gone.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>?> StoredChunkSource(long seq);

/// <summary>What a file holds of what was acknowledged. Lists of seqs are cut at <see cref="ListedMax"/>; the counts are not.</summary>
public sealed record ProofReport
{
    /// <summary>Seqs kept per list.</summary>
    public const int ListedMax = 1_000;

    /// <summary>Chunks in the manifest.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Chunks whose packets are in the file once, byte for byte and in order, wherever they are.</summary>
    public long FoundOnce { get; init; }

    /// <summary>Chunks that were not found.</summary>
    public required SeqList Lost { get; init; }

    /// <summary>Chunks found more than once.</summary>
    public required SeqList Doubled { get; init; }

    /// <summary>Chunks found at another place than the plan gives them, or out of order.</summary>
    public required SeqList Misplaced { get; init; }

    /// <summary>Chunks whose leading packets were left out because an earlier chunk fills their time. They count as found.</summary>
    public required SeqList OverlapTrimmed { get; init; }

    /// <summary>Among those, chunks whose left-out packets were not at hand, so that their digest could not be taken.</summary>
    public required SeqList Unproven { get; init; }

    /// <summary>Packets that belong to no chunk and are not silence.</summary>
    public long UnknownPackets { get; init; }

    /// <summary>Why the file could not be read to its end.</summary>
    public MediaFault? Fault { get; init; }

    /// <summary>Every acknowledged chunk is there exactly once, in order and in its place, and nothing else but silence.</summary>
    public bool Holds =>
        Fault is null
        && FoundOnce == Acknowledged
        && (Lost.Count, Doubled.Count, Misplaced.Count, Unproven.Count) == (0, 0, 0, 0)
        && UnknownPackets == 0;
}

/// <summary>Seqs in the order they were noticed: all are counted, the first ones are kept.</summary>
public sealed class SeqList
{
    private readonly List<long> seqs = [];

    public long Count { get; private set; }

    public IReadOnlyList<long> Seqs => seqs;

    internal void Add(long seq)
    {
        Count++;
        if (seqs.Count < ProofReport.ListedMax)
            seqs.Add(seq);
    }
}
