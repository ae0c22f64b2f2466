using System.Buffers;
using Chronote.Media.Opus;

namespace Chronote.Media.Ogg;

/// <summary>What an Ogg stream of Opus says about itself.</summary>
/// <param name="Channels">1 or 2.</param>
public sealed record OggOpusStream(int Channels)
{
    /// <summary>Samples at 48 kHz to drop from the start, 0 to 65,535. 0 when the packets were made sample-exact.</summary>
    public int PreSkipSamples { get; init; }

    /// <summary>The granule position before the first packet, at least 0; lets a chunk carry its place in its track.</summary>
    public long StartGranule { get; init; }

    /// <summary>The stream's serial number. Equal input gives equal bytes, so it is never drawn at random here.</summary>
    public uint Serial { get; init; } = 1;

    /// <summary>The rate of the source; information only.</summary>
    public int InputRateHz { get; init; } = MediaLimits.TimelineHz;

    public OpusTags Tags { get; init; } = OpusTags.Chronote;
}

/// <summary>Writes packets as one complete Ogg stream of Opus: what a recorder uploads as a chunk.</summary>
/// <remarks>
/// A page is written when it holds a second of audio; memory is bounded by one page. Call <see cref="Finish"/> once, at the end.
/// </remarks>
public sealed class OggOpusWriter
{
    // RFC 7845 section 6 recommends pages of at most one second.
    private const int PageSamplesMax = MediaLimits.TimelineHz;

    private readonly OggPageWriter pages;
    private long granule;
    private long pageSamples;
    private uint sequence = OpusHeaderPages.Count;
    private bool finished;

    /// <summary>Writes the header pages.</summary>
    public OggOpusWriter(OggOpusStream stream, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(stream.Channels is 1 or 2, true);
        ArgumentOutOfRangeException.ThrowIfNegative(stream.StartGranule);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)stream.PreSkipSamples, (uint)ushort.MaxValue);
        pages = new(stream.Serial, output);
        granule = stream.StartGranule;
        OpusHeaderPages.Write(pages, new(stream.Channels, stream.PreSkipSamples, stream.InputRateHz), stream.Tags);
    }

    /// <summary>Adds one packet.</summary>
    /// <exception cref="ArgumentException">The packet breaks RFC 6716 section 3.4; the message names the requirement.</exception>
    public void Write(ReadOnlySpan<byte> packet)
    {
        ObjectDisposedException.ThrowIf(finished, this);
        if (OpusPacket.Measure(packet, out var durationSamples) is { } problem)
            throw new ArgumentException(problem, nameof(packet));
        if (!pages.IsEmpty && (!pages.Fits(packet.Length) || pageSamples + durationSamples > PageSamplesMax))
            FlushPage(flags: 0);
        pages.Add(packet);
        pageSamples += durationSamples;
    }

    /// <summary>Writes the last page and the end of the stream.</summary>
    /// <param name="endTrimSamples">Padding at the end of the last packet, in samples at 48 kHz (RFC 7845 section 4.4).</param>
    public void Finish(int endTrimSamples = 0)
    {
        ObjectDisposedException.ThrowIf(finished, this);
        ArgumentOutOfRangeException.ThrowIfNegative(endTrimSamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endTrimSamples, pageSamples);
        pageSamples -= endTrimSamples;
        FlushPage(OggPage.EndsStreamFlag);
        finished = true;
    }

    private void FlushPage(byte flags)
    {
        granule += pageSamples;
        pages.Flush(granule, sequence++, flags);
        pageSamples = 0;
    }
}
