using System.Buffers.Binary;
using Chronote.Media.Pcm;

namespace Chronote.Media.Wav;

/// <summary>What a RIFF/WAVE file says before its samples: enough to read them from any source, in pieces.</summary>
/// <param name="RateHz">Samples per second and channel, 4,000 to 384,000.</param>
/// <param name="Channels">1 to 8.</param>
/// <param name="Format">How a sample is stored.</param>
/// <param name="DataOffsetBytes">Where the first sample begins.</param>
/// <param name="DataBytes">Bytes of samples, whole frames; null when the writer could not know ("streaming": until the end of the
/// input).</param>
public sealed record WavHeader(int RateHz, int Channels, SampleFormat Format, long DataOffsetBytes, long? DataBytes)
{
    private const int ChunkHeaderBytes = 8;
    private const uint UnknownSize = uint.MaxValue;
    private const ushort IntegerFormat = 1;
    private const ushort FloatFormat = 3;
    private const ushort ExtensibleFormat = 0xFFFE;

    /// <summary>Bytes of one sample of all channels.</summary>
    public int FrameBytes => Channels * Format.BytesPerValue();

    /// <summary>The fixed tail of a sub-format GUID in WAVE_FORMAT_EXTENSIBLE: 0000-0010-8000-00AA00389B71.</summary>
    private static ReadOnlySpan<byte> SubFormatTail => [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <summary>Reads the header from the beginning of a file.</summary>
    /// <param name="prefix">The first bytes, up to the samples at least; 64 KiB suffice for any usual file.</param>
    /// <returns>The header, or <c>not_wav</c>, <c>truncated</c> (also when <paramref name="prefix"/> ends before the samples),
    /// <c>bad_header</c>, <c>unsupported</c>, <c>unsupported_channels</c>.</returns>
    public static Reading<WavHeader> Read(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length < 12)
            return new MediaFault(FaultCode.Truncated, $"A WAV file begins with 12 bytes, only {prefix.Length} are there.", 0);
        var isLarge = prefix.StartsWith("RF64"u8) || prefix.StartsWith("BW64"u8);
        if (!(isLarge || prefix.StartsWith("RIFF"u8)) || !prefix[8..].StartsWith("WAVE"u8))
            return new MediaFault(FaultCode.NotWav, "The file does not begin with 'RIFF' … 'WAVE'.", 0);

        WavHeader? format = null;
        long? largeDataBytes = null;
        long offset = 12;
        while (offset + ChunkHeaderBytes <= prefix.Length)
        {
            var name = prefix.Slice((int)offset, 4);
            var sizeBytes = BinaryPrimitives.ReadUInt32LittleEndian(prefix[(int)(offset + 4)..]);
            var contentOffset = offset + ChunkHeaderBytes;
            if (name.SequenceEqual("data"u8))
                return format is null
                    ? new MediaFault(FaultCode.BadHeader, "The samples ('data') come before their format ('fmt ').", offset)
                    : AtData(format, sizeBytes, contentOffset, isLarge ? largeDataBytes : null);

            var content = prefix[(int)contentOffset..];
            var isFormat = name.SequenceEqual("fmt "u8);
            var isLargeSizes = isLarge && name.SequenceEqual("ds64"u8);
            if ((isFormat || isLargeSizes) && content.Length < sizeBytes)
                return new MediaFault(FaultCode.Truncated, $"The file ends inside its '{(isFormat ? "fmt " : "ds64")}' chunk.", offset);
            if (isLargeSizes)
                largeDataBytes = sizeBytes >= 16 ? BinaryPrimitives.ReadInt64LittleEndian(content[8..]) : null;
            if (isFormat)
            {
                var reading = ReadFormat(content[..(int)sizeBytes], contentOffset);
                if (!reading.TryGet(out format, out var fault))
                    return fault;
            }

            // RIFF: a chunk of odd size is followed by one byte of padding.
            offset = contentOffset + sizeBytes + (sizeBytes & 1);
        }

        return new MediaFault(FaultCode.Truncated, "The file ends before its samples ('data').", Math.Min(offset, prefix.Length));
    }

    private static Reading<WavHeader> AtData(WavHeader format, uint sizeBytes, long contentOffset, long? largeDataBytes)
    {
        // A writer that cannot go back leaves 0 or the largest number here; in RF64 the latter points to the 'ds64' chunk.
        long? dataBytes = sizeBytes is 0 or UnknownSize ? largeDataBytes : sizeBytes;
        if (dataBytes is < 0)
            return new MediaFault(FaultCode.BadHeader, $"The 'ds64' chunk announces {dataBytes} bytes of samples.", contentOffset);
        if (dataBytes is 0)
            dataBytes = null;
        if (dataBytes % format.FrameBytes is not (null or 0))
            return new MediaFault(
                FaultCode.BadHeader, $"{dataBytes} bytes of samples are not whole frames of {format.FrameBytes} bytes.", contentOffset - 4);
        return format with { DataOffsetBytes = contentOffset, DataBytes = dataBytes };
    }

    private static Reading<WavHeader> ReadFormat(ReadOnlySpan<byte> content, long offset)
    {
        if (content.Length < 16)
            return new MediaFault(FaultCode.BadHeader, $"The 'fmt ' chunk has {content.Length} bytes, at least 16 are needed.", offset);
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(content);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(content[2..]);
        var rateHz = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
        var bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(content[8..]);
        var frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(content[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(content[14..]);
        if (tag == ExtensibleFormat)
        {
            if (content.Length < 40)
                return new MediaFault(
                    FaultCode.BadHeader, $"An extensible 'fmt ' chunk has {content.Length} bytes, 40 are needed.", offset);
            if (!content[26..40].SequenceEqual(SubFormatTail))
                return new MediaFault(FaultCode.Unsupported, "The sub-format of this extensible WAV file is unknown.", offset + 24);
            tag = BinaryPrimitives.ReadUInt16LittleEndian(content[24..]);
        }

        SampleFormat? format = (tag, bits) switch
        {
            (IntegerFormat, 8) => SampleFormat.Integer8,
            (IntegerFormat, 16) => SampleFormat.Integer16,
            (IntegerFormat, 24) => SampleFormat.Integer24,
            (IntegerFormat, 32) => SampleFormat.Integer32,
            (FloatFormat, 32) => SampleFormat.Float32,
            _ => null,
        };
        if (format is null)
            return new MediaFault(
                FaultCode.Unsupported,
                $"WAV format {tag} with {bits} bits is not read; PCM of 8, 16, 24, 32 bits and 32-bit float are.",
                offset);
        if (channels is 0 or > MediaLimits.PcmChannelsMax)
            return new MediaFault(
                FaultCode.UnsupportedChannels, $"{channels} channels; 1 to {MediaLimits.PcmChannelsMax} are read.", offset + 2);
        if (rateHz is < MediaLimits.PcmRateHzMin or > MediaLimits.PcmRateHzMax)
            return new MediaFault(
                FaultCode.Unsupported, $"{rateHz} Hz; {MediaLimits.PcmRateHzMin} to {MediaLimits.PcmRateHzMax} are read.", offset + 4);

        var header = new WavHeader((int)rateHz, channels, format.Value, 0, null);
        if (frameBytes != header.FrameBytes)
            return new MediaFault(
                FaultCode.BadHeader,
                $"The header says {frameBytes} bytes per frame, but {channels} channels of {bits} bits are {header.FrameBytes}.",
                offset + 12);
        if (bytesPerSecond != rateHz * frameBytes)
            return new MediaFault(
                FaultCode.BadHeader,
                $"The header says {bytesPerSecond} bytes per second, but {rateHz} frames of {frameBytes} bytes are {rateHz * frameBytes}.",
                offset + 8);
        return header;
    }
}
