using Chronote.Wire;

namespace Chronote.Client.Spool;

/// <summary>One uninterrupted run of a track's source; it becomes an epoch at the server.</summary>
public sealed record Run
{
    /// <summary>Made up before the epoch is asked for, so that asking twice opens one epoch (P-22).</summary>
    public required string Writer { get; init; }
    public required long FirstNumber { get; init; }
    public required Anchor Anchor { get; init; }
    /// <summary>Null until the server opened it.</summary>
    public long? Epoch { get; init; }
    /// <summary>Added to a chunk's number to get its sequence number: not 0 only when somebody else had numbered the track before us.</summary>
    public long SeqShift { get; init; }
    /// <summary>Added to the place of chunks that were placed by the wall clock, once the server could be asked.</summary>
    public long PlaceShiftSamples { get; init; }
    /// <summary>One past the last number it may give: from there on numbers belong to others, who took the track over. Null while it has no end.</summary>
    public long? EndNumber { get; init; }
    /// <summary>Then the writer of what the source gives from there on.</summary>
    public string? NextWriter { get; init; }

    /// <summary>
    /// The run as an epoch. When somebody else took the track over meanwhile, the numbers from there on belong to them: the rest of the run
    /// becomes a run of its own and gets other numbers.
    /// </summary>
    /// <param name="endNumber">One past the run's last number.</param>
    internal IEnumerable<Run> Opened(EpochOpened answer, long placeShiftSamples, long endNumber, string writerOfTheRest)
    {
        var shift = answer.FirstSeq - FirstNumber;
        var opened = this with { Epoch = answer.Epoch, SeqShift = shift, PlaceShiftSamples = placeShiftSamples };
        if (answer.EndSeq is { } endSeq) opened = opened with { EndNumber = Math.Max(endSeq - shift, FirstNumber), NextWriter = writerOfTheRest };
        yield return opened;
        if (opened.EndNumber < endNumber) yield return opened.Rest(opened.EndNumber.Value);
    }

    /// <summary>What the source gives after the run's end: a run of its own, with the same clock.</summary>
    internal Run Rest(long firstNumber) =>
        this with { Writer = NextWriter!, FirstNumber = firstNumber, Epoch = null, SeqShift = 0, EndNumber = null, NextWriter = null };
}

/// <summary>A stretch without audio that the server has still to be told of (P-25).</summary>
/// <param name="Estimated">Its place was reckoned from the wall clock and moves with the newest run.</param>
public sealed record PendingGap(long StartSamples, long DurationSamples, string Reason, bool Estimated = false);

/// <summary>Numbers whose audio cannot be delivered any more (P-24), both ends inclusive.</summary>
public sealed record PendingLoss(long FromNumber, long ToNumber, string Reason);

/// <summary><c>track.json</c>: what a track must know after a crash that its chunk files do not tell.</summary>
public sealed record TrackJournal
{
    public int Version { get; init; } = 1;
    public required string Track { get; init; }
    public string? Name { get; init; }
    /// <summary>One past the greatest number whose file may have been deleted; files may go beyond it.</summary>
    public long NextNumber { get; init; }
    /// <summary>Where the source and the timeline stood at the end of chunk <see cref="NextNumber"/> − 1.</summary>
    public long SourceEndSamples { get; init; }
    public long PlaceEndSamples { get; init; }
    /// <summary>That place was reckoned from the wall clock and moves when the run is opened.</summary>
    public bool PlaceEndIsEstimated { get; init; }
    public long? NewestEpoch { get; init; }
    /// <summary>Oldest first; those without anything left to deliver are dropped, except the newest.</summary>
    public IReadOnlyList<Run> Runs { get; init; } = [];
    public IReadOnlyList<PendingGap> Gaps { get; init; } = [];
    public IReadOnlyList<PendingLoss> Losses { get; init; } = [];
    /// <summary>Set when another writer holds the track: the newest epoch seen then.</summary>
    public long? TakenOverByEpoch { get; init; }
}
