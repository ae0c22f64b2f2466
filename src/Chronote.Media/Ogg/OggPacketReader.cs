namespace Chronote.Media.Ogg;

/// <summary>Walks the packets of one logical Ogg stream in memory, without copying them unless a packet spans pages.</summary>
/// <remarks>
/// Call <see cref="MoveNext"/> until it is false, then look at <see cref="Fault"/>. Memory used beyond the input: the bytes of packets that
/// span pages.
/// </remarks>
public ref struct OggPacketReader
{
    private readonly ReadOnlySpan<byte> source;
    private readonly bool checkCrc;
    private OggPage page;
    private int nextPageOffset;
    private int lacingIndex;
    private int bodyOffset;
    private int lastPacketEnd;
    private byte[] joined;
    private int joinedBytes;
    private int pages;

    /// <param name="source">The whole stream.</param>
    /// <param name="checkCrc">False only for bytes whose checksums were verified before.</param>
    public OggPacketReader(ReadOnlySpan<byte> source, bool checkCrc)
    {
        this.source = source;
        this.checkCrc = checkCrc;
        lastPacketEnd = -1;
        joined = [];
    }

    /// <summary>The packet found by the last <see cref="MoveNext"/>; valid until the next one.</summary>
    public ReadOnlySpan<byte> Packet { get; private set; }

    /// <summary>What is wrong with the stream, once <see cref="MoveNext"/> has said false; null at a proper end.</summary>
    public MediaFault? Fault { get; private set; }

    /// <summary>The page on which <see cref="Packet"/> ends; after the last packet, the last page.</summary>
    public readonly OggPage Page => page;

    /// <summary>Where <see cref="Page"/> begins in the source.</summary>
    public int PageOffset { get; private set; }

    /// <summary>Whether <see cref="Packet"/> is the one that the granule position of <see cref="Page"/> speaks of.</summary>
    public readonly bool PacketEndsPage => lacingIndex > lastPacketEnd;

    /// <summary>Whether the packet began and ended on this page and nothing else is on it.</summary>
    public readonly bool PacketFillsPage => lacingIndex == page.Lacing.Length && Packet.Length == page.Body.Length;

    public bool MoveNext()
    {
        joinedBytes = 0;
        while (Fault is null)
        {
            var start = bodyOffset;
            var ended = false;
            while (lacingIndex < page.Lacing.Length && !ended)
            {
                var segmentBytes = page.Lacing[lacingIndex++];
                bodyOffset += segmentBytes;
                ended = segmentBytes < byte.MaxValue;
            }

            var part = page.Body[start..bodyOffset];
            if (ended)
            {
                Packet = joinedBytes == 0 ? part : Join(part);
                return true;
            }

            // RFC 3533 section 6: a table that ends with 255 leaves its packet open, and the next page must continue it.
            if (part.Length > 0)
                Join(part);
            if (!NextPage(packetIsOpen: part.Length > 0 || joinedBytes > 0))
                return false;
        }

        return false;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> part)
    {
        var needed = joinedBytes + part.Length;
        if (joined.Length < needed)
            Array.Resize(ref joined, Math.Max(needed, Math.Min(2 * joined.Length, source.Length)));
        part.CopyTo(joined.AsSpan(joinedBytes));
        joinedBytes = needed;
        return joined.AsSpan(0, joinedBytes);
    }

    private bool NextPage(bool packetIsOpen)
    {
        var streamEnded = pages > 0 && page.EndsStream;
        if (nextPageOffset == source.Length)
            return packetIsOpen && Fail(FaultCode.Truncated, "The stream ends inside a packet.", nextPageOffset);

        Fault = OggPage.Read(source[nextPageOffset..], nextPageOffset, checkCrc, out var next);
        if (Fault is not null)
            return false;
        if (streamEnded)
            return Fail(FaultCode.Chained, "Another page follows the end of the stream; chained streams are not read.", nextPageOffset);
        if (next.BeginsStream != (pages == 0))
            return pages == 0
                ? Fail(FaultCode.BadPage, "The first page does not begin a stream.", nextPageOffset)
                : Fail(
                    next.Serial == page.Serial ? FaultCode.BadPage : FaultCode.Multiplexed,
                    "A second stream begins here; only one is read.",
                    nextPageOffset);
        if (pages > 0 && next.Serial != page.Serial)
            return Fail(FaultCode.Multiplexed, $"A page of stream {next.Serial:x8} stands inside stream {page.Serial:x8}.", nextPageOffset);
        if (pages > 0 && next.Sequence != page.Sequence + 1)
            return Fail(
                FaultCode.BadPage,
                $"Page {page.Sequence} is followed by page {next.Sequence}; pages are missing or doubled.",
                nextPageOffset);
        if (next.IsContinued != packetIsOpen)
            return Fail(
                FaultCode.BadPage,
                packetIsOpen ? "A packet is not continued on this page." : "This page continues a packet that never began.",
                nextPageOffset);

        var packetEnd = next.Lacing.LastIndexOfAnyExcept(byte.MaxValue);
        // RFC 3533 section 6, field 4: -1 if, and only if, no packet ends on the page. An empty page may repeat the position before it.
        if (next.Lacing.Length > 0 && (packetEnd < 0) != (next.GranulePosition == OggPage.NoPacketEnds))
            return Fail(FaultCode.BadGranule, "The granule position does not fit the packets that end on this page.", nextPageOffset + 6);

        page = next;
        PageOffset = nextPageOffset;
        nextPageOffset += next.TotalBytes;
        lastPacketEnd = packetEnd;
        lacingIndex = 0;
        bodyOffset = 0;
        pages++;
        return true;
    }

    private bool Fail(string code, string message, long offset)
    {
        Fault = new(code, message, offset);
        return false;
    }
}
