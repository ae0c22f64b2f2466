namespace Chronote.Media.Proof;

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
