using Chronote.Media.Opus;

namespace Chronote.Media.Timeline;

/// <summary>What an assembled file says about itself. Equal tracks and chunks give equal bytes.</summary>
/// <param name="Channels">2 when any chunk of the track is stereo, else 1: a decoder converts each packet to what the file
/// declares.</param>
/// <param name="Serial">The stream's serial number, derived from the track's identity by the caller.</param>
/// <param name="Tags">Vendor and comments; at most 65,024 bytes.</param>
public sealed record TimelineTrack(int Channels, uint Serial, OpusTags Tags);

/// <summary>A stored chunk and its place.</summary>
/// <param name="Seq">Sequence number within the track.</param>
/// <param name="StartSamples">First audible sample on the meeting's timeline, at least 0.</param>
/// <param name="OggBytes">The bytes as received; they were checked before they were stored.</param>
public readonly record struct TimelineChunk(long Seq, long StartSamples, ReadOnlyMemory<byte> OggBytes);

/// <summary>
/// The span of the timeline to assemble. Its pages are the same bytes whether it is assembled alone or as part of a longer one.
/// </summary>
/// <param name="StartSamples">A multiple of 24,000.</param>
/// <param name="EndSamples">A multiple of 24,000, except in the last window: there the meeting's end.</param>
/// <param name="IsLast">Whether the stream ends with this window.</param>
/// <param name="From">Where the window before ended.</param>
public sealed record TimelineWindow(long StartSamples, long EndSamples, bool IsLast, TimelineCursor From)
{
    /// <summary>
    /// Pages that earlier windows needed beyond the grid (<see cref="AssemblyReport.ExtraPages"/>, summed). 0 for any audio within Opus'
    /// 510 kbit/s; otherwise the sequence numbers of this window's pages follow from it.
    /// </summary>
    public int ExtraPagesBefore { get; init; }

    /// <summary>A whole meeting in one.</summary>
    /// <param name="endSamples">The end of the meeting, not before the end of its last chunk.</param>
    public static TimelineWindow Whole(long endSamples) => new(0, endSamples, IsLast: true, TimelineCursor.Begin);
}

/// <summary>What became of one chunk in one window.</summary>
/// <param name="Seq">Its sequence number.</param>
/// <param name="Packets">Packets placed.</param>
/// <param name="LeftOutPackets">Leading packets whose whole span was filled by an earlier chunk.</param>
/// <param name="LeftOutSamples">Their duration.</param>
/// <param name="LateSamples">By how much its first placed packet lies behind its exact place: −119 to one packet's duration.</param>
/// <param name="Fault">What is wrong with the stored bytes; packets before it may have been placed.</param>
public readonly record struct PlacedChunk(
    long Seq, int Packets, int LeftOutPackets, long LeftOutSamples, long LateSamples, MediaFault? Fault);

/// <summary>Totals of one window.</summary>
/// <param name="Next">Where the next window goes on.</param>
/// <param name="Packets">Packets of chunks placed.</param>
/// <param name="LeftOutPackets">Packets left out because their time was filled.</param>
/// <param name="FillSamples">Silence placed, the pre-roll included.</param>
/// <param name="ExtraPages">Pages beyond one per half second.</param>
/// <param name="FaultyChunks">Chunks whose stored bytes could not be read to their end.</param>
public sealed record AssemblyReport(
    TimelineCursor Next, long Packets, long LeftOutPackets, long FillSamples, int ExtraPages, int FaultyChunks);
