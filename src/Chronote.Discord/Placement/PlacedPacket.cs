namespace Chronote.Discord.Placement;

/// <summary>Where a packet goes. Each begins at the end of the one before it or later, never earlier.</summary>
/// <param name="startSamples">Its first sample on the receiver's clock, 48 kHz samples.</param>
/// <param name="durationSamples">By its TOC byte, 120 to 5760.</param>
/// <param name="lostBefore">Packets that the sequence numbers say were sent between the last one and this, and never came.</param>
/// <param name="opus">As received; valid during the call only.</param>
public readonly ref struct PlacedPacket(long startSamples, int durationSamples, int lostBefore, Seam seam, ReadOnlySpan<byte> opus)
{
    public long StartSamples { get; } = startSamples;
    public int DurationSamples { get; } = durationSamples;
    public int LostBefore { get; } = lostBefore;
    public Seam Seam { get; } = seam;
    public ReadOnlySpan<byte> Opus { get; } = opus;
}

/// <summary>How a packet joins the one before it.</summary>
public enum Seam
{
    /// <summary>Without a gap, or after lost packets, whose time is left empty: <see cref="PlacedPacket.LostBefore"/>.</summary>
    Continues,

    /// <summary>The speaker paused: RTP time jumped, the sequence number didn't (discontinuous transmission).</summary>
    Paused,

    /// <summary>Moved against the sender's RTP time by some milliseconds, since the clocks part.</summary>
    Corrected,

    /// <summary>First packet of a stream: a speaker's first, a new ssrc or a new voice session.</summary>
    Anchored,

    /// <summary>RTP time and arrival had parted over a pause, most likely since the sender's clock stood still: placed by arrival.</summary>
    Reanchored,
}

/// <summary>Takes placed packets, in order.</summary>
public interface IPlacedPackets
{
    void Placed(in PlacedPacket packet);
}

/// <summary>What became of the packets that were told; <see cref="Arrived"/> is the sum of the next five and of those held.</summary>
/// <param name="Late">Came after their place had been given up, or belonged to a stream that had ended.</param>
/// <param name="Malformed">No Opus packet.</param>
/// <param name="TooFast">Sent so much faster than real time, or in so many new streams, that there is no place for them.</param>
/// <param name="Lost">Never came.</param>
public readonly record struct PlacementCounts(
    long Arrived, long Placed, long Duplicates, long Late, long Malformed, long TooFast, long Lost, long Anchors, long Reanchors, long Corrections);
