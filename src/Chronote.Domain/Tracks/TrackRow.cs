namespace Chronote.Domain.Tracks;

/// <summary>What a track lets its writers do. Follows the meeting's phase, in the same transaction.</summary>
public enum WriterPhase
{
    /// <summary>The meeting records; new chunks are welcome.</summary>
    Open,
    /// <summary>The meeting was stopped; what is owed, or late on an unnamed track, is still taken.</summary>
    Stopped,
    Cancelled,
    Deleted,
}

/// <summary>The row which alone says who may write to a track (design: the edge decides from it, in the transaction that inserts the chunk).</summary>
public sealed record TrackRow
{
    public required TenantId Tenant { get; init; }
    public required TrackKey Key { get; init; }
    public string? Name { get; init; }
    public WriterPhase Phase { get; init; }

    /// <summary>The newest epoch, and so the only writer epoch accepted; null until the first epoch was opened.</summary>
    public long? Epoch { get; init; }

    /// <summary>True when the newest epoch was opened by name: its writer must say epoch, place and digest.</summary>
    public bool OpenedByName { get; init; }

    /// <summary>Who opened the newest epoch; the same writer asking again gets the same answer.</summary>
    public string? Writer { get; init; }

    /// <summary>First sequence number of the newest epoch.</summary>
    public long FirstSeq { get; init; }

    /// <summary>
    /// One past everything stored, promised to an epoch, or named as last: what lies below is stored, owed or given up. No chunk row has a number at or above it.
    /// </summary>
    public long NextSeq { get; init; }

    /// <summary>Greatest sequence number stored, −1 when none is.</summary>
    public long StoredMax { get; init; } = -1;

    /// <summary>Sequence numbers from here on are refused for now (back-pressure).</summary>
    public long CreditSeq { get; init; } = Limits.OutOfOrderChunksMax;

    /// <summary>After stop: the last sequence number its source named, −1 for none; null when nobody named one.</summary>
    public long? LastSeq { get; init; }

    /// <summary>After stop: nothing is accepted later than this.</summary>
    public DateTimeOffset? LateUntil { get; init; }

    /// <summary>How many chunks are stored.</summary>
    public long ChunkCount { get; init; }

    /// <summary>When the newest chunk was stored.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>Where the audio stored so far ends on the timeline; a chunk without a place begins here.</summary>
    public long EndSamples { get; init; }
}

/// <summary>One run of a track's source.</summary>
public sealed record EpochRow(
    TrackKey Track, long Epoch, long FirstSeq, string Writer, DateTimeOffset OpenedAt, long TimelineSamples, long SourceSamples, bool Estimated);

/// <summary>Sequence numbers given up for good, both ends inclusive.</summary>
public sealed record LostRange(long FromSeq, long ToSeq, string Reason);

/// <summary>A stretch of the timeline without audio, and why.</summary>
public sealed record Gap(long StartSamples, long DurationSamples, string Reason);
