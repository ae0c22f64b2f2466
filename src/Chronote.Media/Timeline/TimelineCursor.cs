namespace Chronote.Media.Timeline;

/// <summary>
/// Where assembly stands between two windows: with it and the following chunks, the next window continues packet for packet.
/// </summary>
/// <param name="PositionSamples">End of the last packet placed; a window may end up to one packet (at most 120 ms) behind its grid
/// line.</param>
/// <param name="ChunkStartSamples">Start of the last chunk that was begun; with <paramref name="Seq"/> the key by which chunks are
/// ordered.</param>
/// <param name="Seq">Its sequence number; −1 when there was none.</param>
/// <param name="PacketsTaken">Packets of that chunk already dealt with.</param>
public readonly record struct TimelineCursor(long PositionSamples, long ChunkStartSamples, long Seq, int PacketsTaken)
{
    /// <summary>Before the pre-roll of a file.</summary>
    public static TimelineCursor Begin { get; } = new(TimelineGrid.BeginSamples, 0, -1, 0);

    /// <summary>Whether a chunk lies wholly before the cursor's.</summary>
    public bool IsPast(long startSamples, long seq) =>
        startSamples < ChunkStartSamples || (startSamples == ChunkStartSamples && seq < Seq);
}
