using Chronote.Domain;

namespace Chronote.Grains.Tracks;

/// <summary>Order and back-pressure of one track. Key: meeting/track. Its state is rebuilt from rows; nothing is written per chunk.</summary>
[Alias("track")]
public interface IParticipantStreamGrain : IGrainWithStringKey
{
    /// <summary>A hint that chunks were stored. It may be lost: the sweep and the next hint make up for it.</summary>
    [Alias("hint")]
    Task Hint();

    [Alias("look")]
    Task<TrackLook> Look();
}

/// <param name="Missing">Earliest first, both ends inclusive, at most <see cref="Limits.MissingRangesShown"/>.</param>
public sealed record TrackLook(long Watermark, IReadOnlyList<MissingRange> Missing);

public sealed record MissingRange(long FromSeq, long ToSeq);
