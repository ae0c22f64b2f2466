using Chronote.Media.Opus;

namespace Chronote.Media.Ogg;

/// <summary>Reads one chunk: a complete Ogg stream of Opus (RFC 7845), checked page by page and packet by packet.</summary>
public static class OggOpusChunk
{
    /// <summary>Checks everything there is to check without decoding, and takes the digest of the packets.</summary>
    /// <returns>The chunk, or the first fault; never throws, whatever the bytes are.</returns>
    public static Reading<ParsedChunk> Read(ReadOnlyMemory<byte> oggBytes, ChunkBounds? bounds = null)
    {
        if (oggBytes.IsEmpty)
            return new MediaFault(FaultCode.Empty, "The chunk has no bytes.", 0);

        var reader = new OggPacketReader(oggBytes.Span, checkCrc: true);
        if (ReadHead(ref reader, out var head) is { } headFault)
            return headFault;
        if (ReadTags(ref reader) is { } tagsFault)
            return tagsFault;

        using var digest = new PacketsDigest();
        var timeline = new GranuleCheck(bounds ?? ChunkBounds.Default);
        while (reader.MoveNext())
        {
            if (timeline.Packet(ref reader) is { } packetFault)
                return packetFault;
            digest.Append(reader.Packet);
        }

        if ((reader.Fault ?? timeline.End(ref reader, head)) is { } endFault)
            return endFault;
        return new ParsedChunk(
            head.Channels,
            head.PreSkipSamples,
            timeline.PlayedSamples - head.PreSkipSamples,
            timeline.PacketsSamples - timeline.PlayedSamples,
            timeline.StartGranule,
            timeline.Packets,
            digest.Finish(),
            oggBytes);
    }

    // RFC 7845 section 3: the identification header stands alone on the first page, and its granule position is 0.
    internal static MediaFault? ReadHead(ref OggPacketReader reader, out OpusHead head)
    {
        head = default;
        if (!reader.MoveNext())
            return reader.Fault ?? new(FaultCode.Empty, "The stream has no packet.", 0);
        if (OpusHead.Read(reader.Packet, reader.PageOffset + OggPage.HeaderBytes + reader.Page.Lacing.Length, out head) is { } fault)
            return fault;
        if (!reader.PacketFillsPage)
            return new(FaultCode.BadPage, "OpusHead does not stand alone on the first page.", reader.PageOffset);
        return HeaderGranule(ref reader);
    }

    // Section 3: the comment header may span pages; audio begins on a fresh page after it.
    internal static MediaFault? ReadTags(ref OggPacketReader reader)
    {
        if (!reader.MoveNext())
            return reader.Fault ?? new(FaultCode.Truncated, "The stream ends before OpusTags.", 0);
        if (OpusTags.Check(reader.Packet, reader.PageOffset) is { } fault)
            return fault;
        if (!reader.PacketEndsPage || reader.Page.Lacing[^1] == byte.MaxValue)
            return new(FaultCode.BadPage, "OpusTags shares its last page with audio.", reader.PageOffset);
        return HeaderGranule(ref reader);
    }

    private static MediaFault? HeaderGranule(ref OggPacketReader reader) =>
        reader.Page.GranulePosition == 0
            ? null
            : new(FaultCode.BadGranule, "The granule position of a header page is not 0.", reader.PageOffset + 6);
}
