using Chronote.Media.Opus;

namespace Chronote.Media.Ogg;

/// <summary>Follows the granule positions of one stream against the durations of its packets (RFC 7845 section 4).</summary>
internal ref struct GranuleCheck(ChunkBounds bounds)
{
    private long previousGranule;
    private long pageSamples;
    private bool started;

    /// <summary>Audio packets so far.</summary>
    public int Packets { get; private set; }

    /// <summary>Samples at 48 kHz in all packets.</summary>
    public long PacketsSamples { get; private set; }

    /// <summary>Samples from the start granule to the last granule position: pre-skip included, end trim not.</summary>
    public long PlayedSamples { get; private set; }

    public long StartGranule { get; private set; }

    /// <summary>Takes the packet the reader stands on.</summary>
    public MediaFault? Packet(ref OggPacketReader reader)
    {
        if (OpusPacket.Measure(reader.Packet, out var durationSamples) is { } problem)
            return new(FaultCode.BadPacket, problem, reader.PageOffset);
        if (++Packets > bounds.MaxPackets)
            return new(FaultCode.TooManyPackets, $"More than {bounds.MaxPackets} packets.", reader.PageOffset);
        PacketsSamples += durationSamples;
        if (PacketsSamples > bounds.MaxDurationSamples)
            return new(FaultCode.TooLong, $"Longer than {bounds.MaxDurationSamples} samples at 48 kHz.", reader.PageOffset);

        pageSamples += durationSamples;
        return reader.PacketEndsPage ? PageEnd(ref reader) : null;
    }

    /// <summary>After the last packet: an end mark without packets, and whether anything audible is left.</summary>
    public MediaFault? End(ref OggPacketReader reader, OpusHead head)
    {
        var page = reader.Page;
        if (Packets == 0)
            return new(FaultCode.Empty, "The stream has headers but no audio packet.", reader.PageOffset);
        if (!page.EndsStream && bounds.EndMarkRequired)
            return new(FaultCode.Truncated, "The last page does not end the stream; the rest is missing.", reader.PageOffset);
        if (page.Lacing.IsEmpty && page.GranulePosition != OggPage.NoPacketEnds && page.GranulePosition != previousGranule)
            return new(
                FaultCode.BadGranule, "The granule position of the empty last page differs from the one before.", reader.PageOffset + 6);

        PlayedSamples = previousGranule - StartGranule;
        if (PlayedSamples <= head.PreSkipSamples)
            return new(FaultCode.Empty, "Pre-skip and end trim leave no sample of audio.", reader.PageOffset);
        return null;
    }

    private MediaFault? PageEnd(ref OggPacketReader reader)
    {
        var granule = reader.Page.GranulePosition;
        var ends = reader.Page.EndsStream;
        if (!started)
        {
            // Section 4.5: a stream may begin anywhere, but not before 0, except that a stream of one page may be trimmed at its end.
            if (granule < pageSamples && !(ends && granule >= 0))
                return new(
                    FaultCode.BadGranule,
                    $"The first page holds {pageSamples} samples, but its granule position is {granule}.",
                    reader.PageOffset + 6);
            StartGranule = Math.Max(0, granule - pageSamples);
            previousGranule = StartGranule;
            started = true;
        }

        var expected = previousGranule + pageSamples;
        // Section 4.4: only the last page may say less than its packets hold, and may not take back what earlier pages said.
        if (granule > expected || granule < (ends ? previousGranule : expected))
            return new(FaultCode.BadGranule, $"The granule position is {granule}, the packets end at {expected}.", reader.PageOffset + 6);
        previousGranule = granule;
        pageSamples = 0;
        return null;
    }
}
