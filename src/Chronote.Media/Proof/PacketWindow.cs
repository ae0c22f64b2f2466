using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Timeline;

namespace Chronote.Media.Proof;

/// <summary>
/// The packets of an assembled file from a moving head on, each with its place by the granule positions, read page by page as far as
/// needed.
/// </summary>
/// <remarks>Memory: the packets between the head and the farthest one asked for, and one page.</remarks>
internal sealed class PacketWindow(Stream file)
{
    private readonly byte[] unread = new byte[2 * MediaLimits.OggPageBytesMax];
    private readonly List<PacketPlace> places = [];
    private byte[] bytes = new byte[64 * 1024];
    private int bytesUsed;
    private int head;
    private int unreadStart;
    private int unreadEnd;
    private long fileOffset;
    private bool fileEnded;
    private bool streamEnded;
    private uint pages;
    private uint serial;
    private long endSamples = TimelineGrid.BeginSamples;

    /// <summary>What is wrong with the file; null as long as nothing is.</summary>
    public MediaFault? Fault { get; private set; }

    /// <summary>Where the packet at the head begins, or where the file ends when there is none.</summary>
    public long HeadSamples => head < places.Count ? places[head].BeginSamples : endSamples;

    public ReadOnlySpan<byte> Packet(int index) => bytes.AsSpan(places[head + index].Offset, places[head + index].Bytes);

    public int DurationSamples(int index) => places[head + index].DurationSamples;

    public bool IsSilence(int index)
    {
        var duration = DurationSamples(index);
        return duration <= OpusSilence.LongestSamples
            && (Packet(index).SequenceEqual(OpusSilence.Packet(duration, channels: 1))
                || Packet(index).SequenceEqual(OpusSilence.Packet(duration, channels: 2)));
    }

    /// <summary>Whether that many packets are left, having read them.</summary>
    public async ValueTask<bool> Has(int count)
    {
        while (places.Count - head < count)
        {
            if (!await ReadPage())
                return false;
        }

        return true;
    }

    /// <summary>Moves the head forward.</summary>
    public void Drop(int count)
    {
        head += count;
        if (head < places.Count / 2 || head < 1_024)
            return;
        var keptOffset = head < places.Count ? places[head].Offset : bytesUsed;
        bytes.AsSpan(keptOffset, bytesUsed - keptOffset).CopyTo(bytes);
        bytesUsed -= keptOffset;
        places.RemoveRange(0, head);
        for (var index = 0; index < places.Count; index++)
            places[index] = places[index] with { Offset = places[index].Offset - keptOffset };
        head = 0;
    }

    private async ValueTask<bool> ReadPage()
    {
        while (Fault is null)
        {
            if (unreadEnd - unreadStart < MediaLimits.OggPageBytesMax && !fileEnded)
                await ReadMore();
            if (unreadStart == unreadEnd)
            {
                if (!streamEnded)
                    Fault = new(FaultCode.Truncated, "The file ends without an end-of-stream page.", fileOffset);
                return false;
            }

            var packets = places.Count;
            TakePage();
            if (places.Count > packets)
                return true;
        }

        return false;
    }

    private async ValueTask ReadMore()
    {
        unread.AsSpan(unreadStart, unreadEnd - unreadStart).CopyTo(unread);
        unreadEnd -= unreadStart;
        unreadStart = 0;
        var read = await file.ReadAtLeastAsync(unread.AsMemory(unreadEnd), MediaLimits.OggPageBytesMax, throwOnEndOfStream: false);
        unreadEnd += read;
        fileEnded = read < MediaLimits.OggPageBytesMax;
    }

    private void TakePage()
    {
        Fault = OggPage.Read(unread.AsSpan(unreadStart, unreadEnd - unreadStart), fileOffset, checkCrc: true, out var page) ?? Check(page);
        if (Fault is not null)
            return;
        Fault = pages switch
        {
            0 => TakeHead(page),
            1 => page.Body.StartsWith(OpusTags.Magic)
                ? null
                : new(FaultCode.NotOpus, "The second page does not hold OpusTags.", fileOffset),
            _ => TakePackets(page),
        };
        serial = page.Serial;
        streamEnded = page.EndsStream;
        pages++;
        unreadStart += page.TotalBytes;
        fileOffset += page.TotalBytes;
    }

    private MediaFault? Check(OggPage page)
    {
        if (streamEnded)
            return new(FaultCode.Chained, "A page follows the end of the stream.", fileOffset);
        if (page.Sequence != pages || (pages > 0 && page.Serial != serial) || page.BeginsStream != (pages == 0))
            return new(
                FaultCode.BadPage, $"Page {page.Sequence} of stream {page.Serial:x8} stands where page {pages} was due.", fileOffset);
        if (page.IsContinued || (page.Lacing.Length > 0 && page.Lacing[^1] == byte.MaxValue))
            return new(FaultCode.BadPage, "A packet spans pages; assembled files have none.", fileOffset);
        return null;
    }

    private MediaFault? TakeHead(OggPage page)
    {
        if (OpusHead.Read(page.Body, fileOffset, out var opusHead) is { } fault)
            return fault;
        return opusHead.PreSkipSamples == TimelineGrid.PreRollSamples
            ? null
            : new(
                FaultCode.BadHeader,
                $"The pre-skip is {opusHead.PreSkipSamples}, not {TimelineGrid.PreRollSamples}: not an assembled file.",
                fileOffset);
    }

    private MediaFault? TakePackets(OggPage page)
    {
        var begin = endSamples;
        var lastSamples = 0;
        var offset = 0;
        if (bytes.Length - bytesUsed < page.Body.Length)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, bytesUsed + page.Body.Length));
        page.Body.CopyTo(bytes.AsSpan(bytesUsed));
        var packetBytes = 0;
        foreach (var lacing in page.Lacing)
        {
            packetBytes += lacing;
            if (lacing == byte.MaxValue)
                continue;
            if (OpusPacket.Measure(page.Body.Slice(offset, packetBytes), out lastSamples) is { } problem)
                return new(FaultCode.BadPacket, problem, fileOffset);
            places.Add(new(bytesUsed + offset, packetBytes, lastSamples, endSamples));
            endSamples += lastSamples;
            offset += packetBytes;
            packetBytes = 0;
        }

        bytesUsed += page.Body.Length;
        if (page.Lacing.IsEmpty && page.GranulePosition == OggPage.NoPacketEnds)
            return null;
        // RFC 7845 section 4.4: only the end of the stream may cut, here never more than the padding of one packet.
        var cutSamples = TimelineGrid.GranuleAt(endSamples) - page.GranulePosition;
        if (cutSamples < 0 || (cutSamples > 0 && (!page.EndsStream || cutSamples >= lastSamples)))
            return new(
                FaultCode.BadGranule,
                $"The packets from {begin} end at {endSamples}, but the granule position is {page.GranulePosition}.",
                fileOffset);
        return null;
    }

    private readonly record struct PacketPlace(int Offset, int Bytes, int DurationSamples, long BeginSamples);
}
