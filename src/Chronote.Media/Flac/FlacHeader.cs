using System.Buffers.Binary;

namespace Chronote.Media.Flac;

/// <summary>What a FLAC file says before its frames (RFC 9639 section 8).</summary>
/// <param name="RateHz">Samples per second and channel, 4,000 to 384,000.</param>
/// <param name="Channels">1 to 8.</param>
/// <param name="BitsPerSample">8 to 24.</param>
/// <param name="BlockSamplesMax">Samples per channel of the longest frame, 16 to 65,535.</param>
/// <param name="TotalSamples">Samples per channel; null when the writer did not know.</param>
/// <param name="FramesOffsetBytes">Where the first frame begins.</param>
public sealed record FlacHeader(int RateHz, int Channels, int BitsPerSample, int BlockSamplesMax, long? TotalSamples, int FramesOffsetBytes)
{
    private const int StreamInfoBytes = 34;

    /// <summary>Reads the metadata blocks.</summary>
    /// <param name="prefix">The first bytes of the file, up to the first frame at least.</param>
    /// <returns>The header, or <c>not_flac</c>, <c>truncated</c> (also when <paramref name="prefix"/> ends before the first frame),
    /// <c>bad_header</c>, <c>unsupported</c>.</returns>
    public static Reading<FlacHeader> Read(ReadOnlySpan<byte> prefix)
    {
        var capture = "fLaC"u8;
        if (!capture.StartsWith(prefix[..Math.Min(prefix.Length, capture.Length)]))
            return new MediaFault(FaultCode.NotFlac, "The file does not begin with 'fLaC'.", 0);

        FlacHeader? header = null;
        var offset = capture.Length;
        while (offset + 4 <= prefix.Length)
        {
            var isLast = (prefix[offset] & 0x80) != 0;
            var type = prefix[offset] & 0x7F;
            var bytes = BinaryPrimitives.ReadInt32BigEndian(prefix[offset..]) & 0xFF_FFFF;
            var content = offset + 4;
            // Section 8.2: the stream information is the first block and the only one of its type.
            if ((header is null) != (type == 0) || type == 127)
                return new MediaFault(FaultCode.BadHeader, $"A metadata block of type {type} cannot stand here.", offset);
            if (bytes > prefix.Length - content)
                return new MediaFault(FaultCode.Truncated, $"The file ends inside a metadata block of {bytes} bytes.", offset);
            if (type == 0)
            {
                var reading = ReadStreamInfo(prefix.Slice(content, bytes), content);
                if (!reading.TryGet(out header, out var fault))
                    return fault;
            }

            offset = content + bytes;
            if (isLast)
                return header! with { FramesOffsetBytes = offset };
        }

        return new MediaFault(FaultCode.Truncated, "The file ends inside its metadata.", offset);
    }

    private static Reading<FlacHeader> ReadStreamInfo(ReadOnlySpan<byte> content, int offset)
    {
        if (content.Length != StreamInfoBytes)
            return new MediaFault(
                FaultCode.BadHeader, $"The stream information has {content.Length} bytes instead of {StreamInfoBytes}.", offset);
        var blockSamplesMax = BinaryPrimitives.ReadUInt16BigEndian(content[2..]);
        var packed = BinaryPrimitives.ReadUInt64BigEndian(content[10..]);
        var rateHz = (int)(packed >> 44);
        var channels = (int)(packed >> 41 & 7) + 1;
        var bits = (int)(packed >> 36 & 31) + 1;
        var totalSamples = (long)(packed & 0xF_FFFF_FFFF);
        if (blockSamplesMax < 16)
            return new MediaFault(
                FaultCode.BadHeader, $"Blocks of at most {blockSamplesMax} samples; at least 16 are allowed.", offset + 2);
        if (rateHz is < MediaLimits.PcmRateHzMin or > MediaLimits.PcmRateHzMax)
            return new MediaFault(
                FaultCode.Unsupported, $"{rateHz} Hz; {MediaLimits.PcmRateHzMin} to {MediaLimits.PcmRateHzMax} are read.", offset + 10);
        if (bits is < 8 or > 24)
            return new MediaFault(FaultCode.Unsupported, $"{bits} bits per sample; 8 to 24 are read.", offset + 12);
        return new FlacHeader(rateHz, channels, bits, blockSamplesMax, totalSamples == 0 ? null : totalSamples, 0);
    }
}
