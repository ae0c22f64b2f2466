namespace Chronote.Domain.Tracks;

/// <summary>Naming a track's last number at stop, or after it (P-50). A track ends named once and for all; one that ended unnamed may still be named.</summary>
public static class LastNumber
{
    /// <returns>The track as it is then; the same when the number had been named already.</returns>
    public static (TrackRow Track, Refusal? Refused) Name(TrackRow track, long last)
    {
        if (track.LastSeq == last) return (track, null);
        if (track.LastSeq is { } named) return (track, new Refusal(RefusalCode.LastSeqNamed, $"Track {track.Key.Track} ends with chunk {named}, as was named before; {last} can't be its last."));
        if (last < track.StoredMax) return (track, new Refusal(RefusalCode.LastSeqBehind, $"Track {track.Key.Track} has chunk {track.StoredMax} stored; {last} can't be its last."));
        // A named last number is a promise like an epoch's first: what lies below it is owed, and can be given up.
        return (track with { LastSeq = last, NextSeq = Math.Max(track.NextSeq, last + 1) }, null);
    }
}
