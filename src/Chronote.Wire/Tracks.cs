namespace Chronote.Wire;

/// <summary>Where one instant lies on the meeting timeline and on the source's own clock, both in 48 kHz samples.</summary>
/// <param name="Estimated">True when the server could not be asked and the place was reckoned from the wall clock.</param>
public sealed record Anchor(long TimelineSamples, long SourceSamples, bool Estimated = false);

/// <summary>Body of <c>POST …/epochs</c> (P-21).</summary>
public sealed record OpenEpoch(long? SeenEpoch, string Writer, long FirstSeq, Anchor Anchor, string? Name = null);

/// <summary>Answer of <c>POST …/epochs</c> (P-23).</summary>
/// <param name="NewestEpoch">Greater than <paramref name="Epoch"/> only in a repeated answer, when another writer has taken the track over since.</param>
/// <param name="EndSeq">Then one past the last number of the epoch; else null.</param>
public sealed record EpochOpened(long Epoch, long FirstSeq, long NextSeq, long CreditSeq, long NewestEpoch, long? EndSeq = null);

/// <summary>Sequence numbers the writer gives up, both ends inclusive (P-24).</summary>
public sealed record DeclareLost(long WriterEpoch, long FromSeq, long ToSeq, string Reason);

/// <summary>A stretch of the timeline without audio, and why (P-25).</summary>
public sealed record RecordGap(long WriterEpoch, long StartSamples, long DurationSamples, string Reason);

public sealed record SeqRange(long FromSeq, long ToSeq);

public sealed record TrackView
{
    public required string Track { get; init; }
    public string? Name { get; init; }
    public long? Epoch { get; init; }
    public required long NextSeq { get; init; }
    public required long Watermark { get; init; }
    /// <summary>Only in a track's own view (P-26); a meeting's leaves it out.</summary>
    public IReadOnlyList<SeqRange>? Missing { get; init; } = [];
    public required long CreditSeq { get; init; }
    public long? LastSeq { get; init; }
    public required string Phase { get; init; }
}

/// <summary>Answer to a chunk PUT (P-33); the same for a repeat, for the life of the meeting.</summary>
public sealed record ChunkAcknowledged
{
    public required long Seq { get; init; }
    public required long Epoch { get; init; }
    /// <summary>SHA-256 of the body as received, 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }
    public required long StartSamples { get; init; }
    public required long DurationSamples { get; init; }
    public required long NextSeq { get; init; }
    public required long CreditSeq { get; init; }
    public required bool SlowDown { get; init; }
}
