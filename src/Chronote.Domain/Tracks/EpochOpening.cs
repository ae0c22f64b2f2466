namespace Chronote.Domain.Tracks;

/// <summary>A writer's wish to take a track over (P-21).</summary>
/// <param name="SeenEpoch">The newest epoch the writer knows of; null when it knows none.</param>
/// <param name="FirstSeq">One past everything the writer ever numbered, spool included.</param>
public sealed record OpenEpoch(
    TenantId Tenant, TrackKey Track, string? Name, long? SeenEpoch, string Writer, long FirstSeq, long TimelineSamples, long SourceSamples, bool Estimated);

/// <summary>The epoch of a track that the asking writer opened before.</summary>
/// <param name="EndSeq">One past its last number; null while it is the newest, and has no end yet.</param>
public sealed record OpenedBefore(EpochRow Epoch, long? EndSeq);

public abstract record OpeningVerdict
{
    public sealed record Opened(TrackRow Track, EpochRow Epoch) : OpeningVerdict;

    /// <summary>This writer opened an epoch before and never heard the answer; others may have opened newer ones since.</summary>
    public sealed record AlreadyOpened(TrackRow Track, OpenedBefore Before) : OpeningVerdict;

    public sealed record Refuse(Refusal Refusal) : OpeningVerdict;

    private OpeningVerdict() { }
}

/// <summary>Opening an epoch is compare-and-set on the epoch last seen; it is the fence against every older writer (P-22).</summary>
public static class EpochOpening
{
    /// <param name="before">The epoch of this track that the wish's writer opened, whether or not it is the newest.</param>
    public static OpeningVerdict Decide(TrackRow track, OpenedBefore? before, OpenEpoch wish, DateTimeOffset now)
    {
        if (track.Phase == WriterPhase.Deleted) return No(RefusalCode.Deleted, "The meeting was deleted.");
        if (track.Phase == WriterPhase.Cancelled) return No(RefusalCode.Cancelled, "The meeting was cancelled.");
        if (track.Phase == WriterPhase.Stopped && track.LateUntil < now) return No(RefusalCode.TooLate, $"The meeting took late chunks until {track.LateUntil:u}.");
        // A run is one epoch for good: given a second one, what was delivered of it under the first would be stored twice (I1).
        if (before is not null) return new OpeningVerdict.AlreadyOpened(track, before);
        if (track.Epoch != wish.SeenEpoch)
            return new OpeningVerdict.Refuse(new Refusal(RefusalCode.StaleEpoch, track.Epoch is { } newest
                ? $"The newest epoch of this track is {newest}, not {wish.SeenEpoch?.ToString() ?? "none"}."
                : "This track has no epoch yet.", track.Epoch));

        var epoch = (track.Epoch ?? -1) + 1;
        // Numbers promised to an epoch before stay its own, stored or not: epochs never overlap, and what is owed can still be delivered.
        var firstSeq = Math.Max(wish.FirstSeq, track.NextSeq);
        var opened = track with
        {
            Name = wish.Name ?? track.Name,
            Epoch = epoch,
            OpenedByName = true,
            Writer = wish.Writer,
            FirstSeq = firstSeq,
            NextSeq = firstSeq,
            CreditSeq = Math.Max(track.CreditSeq, firstSeq + Limits.OutOfOrderChunksMax),
        };
        return new OpeningVerdict.Opened(opened, new EpochRow(
            wish.Track, epoch, firstSeq, wish.Writer, now, wish.TimelineSamples, wish.SourceSamples, wish.Estimated));
    }

    private static OpeningVerdict.Refuse No(RefusalCode code, string detail) => new(new Refusal(code, detail));
}
