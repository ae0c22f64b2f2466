using Chronote.Domain.Tracks;

namespace Chronote.Domain.Chunks;

/// <summary>What the store knows about a chunk's surroundings, read in the transaction that will insert it.</summary>
/// <param name="Track">The track's row; a new one when the meeting takes chunks and has no such track yet.</param>
/// <param name="Existing">What is stored under this sequence number.</param>
/// <param name="WasGivenUp">True when the number lies in a range declared lost.</param>
/// <param name="EpochFirstSeq">First number of the chunk's epoch; null when there is no such epoch.</param>
/// <param name="NextEpochFirstSeq">First number of the epoch after the chunk's; null when the chunk's is the newest.</param>
/// <param name="TimelineNowSamples">The server's present place on the meeting's timeline.</param>
public sealed record AdmissionView(
    TrackRow Track, Receipt? Existing, bool WasGivenUp, long? EpochFirstSeq, long? NextEpochFirstSeq, long TimelineNowSamples);

public abstract record AdmissionVerdict
{
    /// <summary>Insert the chunk, and this row for its track.</summary>
    public sealed record Store(Receipt Receipt, TrackRow Track) : AdmissionVerdict;

    /// <summary>It is stored already; acknowledge it with the first receipt.</summary>
    public sealed record AlreadyHave(Receipt Receipt) : AdmissionVerdict;

    public sealed record Refuse(Refusal Refusal) : AdmissionVerdict;

    private AdmissionVerdict() { }
}

/// <summary>Decides about one chunk. The order of the checks is part of the protocol (P-34).</summary>
public static class Admission
{
    /// <summary>The epoch which the first chunk of a simple writer opens (P-32).</summary>
    private const long FirstEpoch = 0;

    public static AdmissionVerdict Decide(AdmissionView view, ChunkToStore chunk, DateTimeOffset now)
    {
        var (track, seq) = (view.Track, chunk.Key.Seq);
        if (track.Phase == WriterPhase.Deleted) return No(RefusalCode.Deleted, "The meeting was deleted.");
        if (chunk.WriterEpoch is { } writer)
        {
            var newest = track.Epoch ?? FirstEpoch;
            if (writer < newest)
                return new AdmissionVerdict.Refuse(new Refusal(RefusalCode.StaleEpoch, $"Another writer opened epoch {newest} of this track.", newest));
            if (writer > newest) return No(RefusalCode.UnknownEpoch, $"Epoch {writer} was never opened.");
        }

        if (view.Existing is { } existing)
            return existing.Digest.AsSpan().SequenceEqual(chunk.Digest)
                ? new AdmissionVerdict.AlreadyHave(existing)
                : No(RefusalCode.Conflict, $"Chunk {seq} is stored with another digest; it was not overwritten.");

        if (MissingForNamedWriter(track, chunk) is { } missing) return new AdmissionVerdict.Refuse(missing);
        if (PhaseRefuses(track, seq, now) is { } refusal) return new AdmissionVerdict.Refuse(refusal);
        if (view.WasGivenUp) return No(RefusalCode.DeclaredLost, $"Chunk {seq} was declared lost.");
        if (seq >= track.CreditSeq) return No(RefusalCode.OverCredit, $"Chunks from {track.CreditSeq} on can't be taken yet.");

        var epoch = chunk.Epoch ?? track.Epoch ?? FirstEpoch;
        if (EpochRefuses(view, seq, epoch) is { } outside) return new AdmissionVerdict.Refuse(outside);

        var start = chunk.StartSamples ?? track.EndSamples;
        var aheadMax = view.TimelineNowSamples + (long)Limits.PlaceAheadMax.TotalSeconds * Limits.SamplesPerSecond;
        if (start < 0 || (chunk.StartSamples is not null && start > aheadMax))
            return No(RefusalCode.PlaceOutOfRange, $"Place {start} lies outside the timeline.");

        var receipt = new Receipt(chunk.Key, epoch, chunk.Digest, start, chunk.Shape, chunk.Bytes.Length, now);
        return new AdmissionVerdict.Store(receipt, track with
        {
            Epoch = track.Epoch ?? FirstEpoch,
            NextSeq = Math.Max(track.NextSeq, seq + 1),
            StoredMax = Math.Max(track.StoredMax, seq),
            ChunkCount = track.ChunkCount + 1,
            HeardAt = now,
            EndSamples = Math.Max(track.EndSamples, start + chunk.Shape.DurationSamples),
        });
    }

    private static Refusal? MissingForNamedWriter(TrackRow track, ChunkToStore chunk) => !track.OpenedByName ? null : chunk switch
    {
        { Epoch: null } or { WriterEpoch: null } => new(RefusalCode.EpochRequired, "This track's epoch was opened by name: say Chronote-Epoch and Chronote-Writer-Epoch."),
        { DigestWasGiven: false } => new(RefusalCode.DigestRequired, "This track's epoch was opened by name: say Content-Digest."),
        { StartSamples: null } => new(RefusalCode.PlaceRequired, "This track's epoch was opened by name: say Chronote-Start-Samples."),
        _ => null,
    };

    // Design, section 6: the answers to a PUT by phase.
    private static Refusal? PhaseRefuses(TrackRow track, long seq, DateTimeOffset now) => track.Phase switch
    {
        WriterPhase.Open => null,
        WriterPhase.Cancelled => new(RefusalCode.Cancelled, "The meeting was cancelled."),
        WriterPhase.Stopped when track.LateUntil < now => new(RefusalCode.TooLate, $"The meeting took late chunks until {track.LateUntil:u}."),
        WriterPhase.Stopped when seq > (track.LastSeq ?? long.MaxValue) => new(RefusalCode.AfterStop, $"The meeting was stopped; this track's last chunk is {track.LastSeq}."),
        _ => null,
    };

    private static Refusal? EpochRefuses(AdmissionView view, long seq, long epoch) => view switch
    {
        { Track.Epoch: null } when epoch == FirstEpoch => null,
        { EpochFirstSeq: null } => new(RefusalCode.UnknownEpoch, $"Epoch {epoch} was never opened."),
        { EpochFirstSeq: { } first } when seq < first => new(RefusalCode.SeqOutsideEpoch, $"Epoch {epoch} begins at chunk {first}."),
        { NextEpochFirstSeq: { } next } when seq >= next => new(RefusalCode.SeqOutsideEpoch, $"Epoch {epoch} ended before chunk {next}."),
        _ => null,
    };

    private static AdmissionVerdict.Refuse No(RefusalCode code, string detail) => new(new Refusal(code, detail));
}
