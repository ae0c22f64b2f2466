using System.Buffers;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Media.Timeline;

/// <summary>
/// Joins the chunks of a track into the audio pages of one window, packets as they are, gaps filled with silence. Header pages are apart:
/// see
/// <see cref="TimelineFile"/>, which also writes to streams.
/// </summary>
/// <remarks>
/// Feed chunks ordered by start, then seq; a chunk that reaches over the border is given to both windows. Between chunks memory is one
/// page. Deterministic.
/// </remarks>
public sealed class TimelineAssembler
{
    private readonly TimelineTrack track;
    private readonly TimelineWindow window;
    private readonly TimelinePlan plan;
    private readonly OggPageWriter pages;
    private readonly long placeUntilSamples;
    private TimelineCursor cursor;
    private long pageEndSamples;
    private long flushedSamples;
    private uint sequence;
    private int lastPacketSamples;
    private long packets;
    private long leftOutPackets;
    private long fillSamples;
    private int extraPages;
    private int faultyChunks;

    public TimelineAssembler(TimelineTrack track, TimelineWindow window, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(window.StartSamples % TimelineGrid.PageSamples, 0, nameof(window.StartSamples));
        ArgumentOutOfRangeException.ThrowIfNegative(window.StartSamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(window.EndSamples, window.StartSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.EndSamples, MediaLimits.TimelineSamplesMax);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            window.IsLast || window.EndSamples % TimelineGrid.PageSamples == 0, true, nameof(window.EndSamples));
        ArgumentOutOfRangeException.ThrowIfLessThan(
            window.From.PositionSamples, window.StartSamples == 0 ? TimelineGrid.BeginSamples : window.StartSamples, nameof(window.From));
        this.track = track;
        this.window = window;
        plan = new(window.From);
        pages = new(track.Serial, output);
        cursor = window.From;
        // Behind the last window nothing is left that could take a packet, so it takes them all.
        placeUntilSamples = window.IsLast ? long.MaxValue : window.EndSamples;
        var firstPage = TimelineGrid.PageAt(window.StartSamples);
        pageEndSamples = (firstPage + 1) * TimelineGrid.PageSamples;
        flushedSamples = window.From.PositionSamples;
        sequence = (uint)(OpusHeaderPages.Count + firstPage + window.ExtraPagesBefore);
    }

    /// <summary>
    /// Places what the window needs of a chunk, and the silence before it. Nothing of chunks that earlier windows have dealt with.
    /// </summary>
    /// <exception cref="ArgumentException">The chunk is out of order: placing it would lose the audio it belongs before.</exception>
    public PlacedChunk Add(in TimelineChunk chunk)
    {
        if (window.From.IsPast(chunk.StartSamples, chunk.Seq) || plan.PositionSamples >= placeUntilSamples)
            return new(chunk.Seq, 0, 0, 0, 0, null);
        if (cursor.IsPast(chunk.StartSamples, chunk.Seq))
            throw new ArgumentException(
                $"Chunk {chunk.Seq} at {chunk.StartSamples} comes after chunk {cursor.Seq} at {cursor.ChunkStartSamples}; "
                + "chunks are ordered by start, then seq.",
                nameof(chunk));

        var packetsTaken = chunk.Seq == cursor.Seq ? cursor.PacketsTaken : 0;
        var stored = StoredPackets.Of(chunk.OggBytes.Span);
        plan.Begin(chunk.StartSamples, stored.Head.PreSkipSamples);
        var placed = new PlacedChunk(chunk.Seq, 0, 0, 0, 0, stored.Fault);
        if (placed.Fault is null && packetsTaken == 0)
            Fill(Math.Min(plan.FillUntilSamples, placeUntilSamples));

        var index = 0;
        while (plan.PositionSamples < placeUntilSamples && stored.MoveNext())
        {
            if (OpusPacket.Measure(stored.Current, out var durationSamples) is { } problem)
            {
                placed = placed with { Fault = new(FaultCode.BadPacket, problem, 0) };
                break;
            }

            if (index < packetsTaken)
                plan.PassOver(durationSamples);
            else
                placed = Place(stored.Current, durationSamples, placed);
            index++;
        }

        if (index > 0)
            cursor = new(plan.PositionSamples, chunk.StartSamples, chunk.Seq, index);
        if ((placed.Fault ?? stored.Fault) is not { } fault)
            return placed;
        faultyChunks++;
        return placed with { Fault = fault };
    }

    /// <summary>Places silence before a chunk in bounded portions, so that a gap of hours does not have to fit in memory.</summary>
    /// <param name="startSamples">The next chunk's start.</param>
    /// <param name="maxPages">Pages to write at most, at least 1.</param>
    /// <returns>Whether more of it is left to be placed this way; the rest is placed by <see cref="Add"/> or
    /// <see cref="Finish"/>.</returns>
    public bool FillAhead(long startSamples, int maxPages)
    {
        // Only up to a grid line that lies before any pre-skip: there the silence is the same whether placed at once or in portions.
        if (startSamples < ushort.MaxValue)
            return false;
        var until = Math.Min(startSamples - ushort.MaxValue, placeUntilSamples) / TimelineGrid.PageSamples * TimelineGrid.PageSamples;
        Fill(Math.Min(until, (TimelineGrid.PageAt(plan.PositionSamples) + maxPages) * TimelineGrid.PageSamples));
        return plan.PositionSamples < until;
    }

    /// <summary>Fills the window to its end and writes its last page; in the last window, the end of the stream.</summary>
    public AssemblyReport Finish()
    {
        Fill(window.IsLast ? TimelineGrid.RoundUpToStep(window.EndSamples) : window.EndSamples);
        if (window.IsLast)
            EndStream();
        else if (!pages.IsEmpty)
            FlushPage(plan.PositionSamples, flags: 0);
        return new(cursor with { PositionSamples = plan.PositionSamples }, packets, leftOutPackets, fillSamples, extraPages, faultyChunks);
    }

    // The stream ends with the meeting, not with the padding of its last packet; but whole packets are never cut off (RFC 7845 section
    // 4.4).
    private long EndOfStreamSamples() =>
        plan.PositionSamples - window.EndSamples < lastPacketSamples && window.EndSamples >= flushedSamples
            ? Math.Min(window.EndSamples, plan.PositionSamples)
            : plan.PositionSamples;

    private void EndStream()
    {
        // RFC 3533 section 6, field 4: a page on which no packet ends has no position.
        if (pages.IsEmpty)
            pages.Flush(OggPage.NoPacketEnds, sequence, OggPage.EndsStreamFlag);
        else
            FlushPage(EndOfStreamSamples(), OggPage.EndsStreamFlag);
    }

    private PlacedChunk Place(ReadOnlySpan<byte> packet, int durationSamples, PlacedChunk placed)
    {
        var at = plan.PositionSamples;
        var lateSamples = plan.LateSamples;
        if (!plan.Place(durationSamples))
        {
            leftOutPackets++;
            return placed with { LeftOutPackets = placed.LeftOutPackets + 1, LeftOutSamples = placed.LeftOutSamples + durationSamples };
        }

        WritePacket(packet, at, durationSamples);
        packets++;
        return placed with { Packets = placed.Packets + 1, LateSamples = placed.Packets == 0 ? lateSamples : placed.LateSamples };
    }

    private void Fill(long untilSamples)
    {
        var at = plan.PositionSamples;
        while (plan.TryFill(untilSamples, out var durationSamples))
        {
            WritePacket(OpusSilence.Packet(durationSamples, track.Channels), at, durationSamples);
            fillSamples += durationSamples;
            at = plan.PositionSamples;
        }
    }

    private void WritePacket(ReadOnlySpan<byte> packet, long atSamples, int durationSamples)
    {
        if (atSamples >= pageEndSamples)
        {
            FlushPage(atSamples, flags: 0);
            pageEndSamples += TimelineGrid.PageSamples;
        }
        else if (!pages.Fits(packet.Length))
        {
            FlushPage(atSamples, flags: 0);
            extraPages++;
        }

        pages.Add(packet);
        lastPacketSamples = durationSamples;
    }

    private void FlushPage(long endSamples, byte flags)
    {
        pages.Flush(TimelineGrid.GranuleAt(endSamples), sequence++, flags);
        flushedSamples = endSamples;
    }
}
