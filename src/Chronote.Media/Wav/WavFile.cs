using Chronote.Media.Pcm;

namespace Chronote.Media.Wav;

/// <summary>Whole WAV files in memory; for longer ones use <see cref="WavHeader"/> and convert their samples in pieces.</summary>
public static class WavFile
{
    /// <summary>Reads all samples. The header's size must agree with the bytes that are there.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="maxValues">Samples × channels the caller accepts.</param>
    public static Reading<PcmAudio> Read(ReadOnlySpan<byte> bytes, long maxValues = MediaLimits.PcmValuesMax)
    {
        if (!WavHeader.Read(bytes).TryGet(out var header, out var fault))
            return fault;
        var availableBytes = bytes.Length - header.DataOffsetBytes;
        if (header.DataBytes > availableBytes)
            return new MediaFault(
                FaultCode.Truncated,
                $"The header announces {header.DataBytes} bytes of samples, {availableBytes} are there.",
                header.DataOffsetBytes);

        var frames = (header.DataBytes ?? availableBytes) / header.FrameBytes;
        if (frames == 0)
            return new MediaFault(FaultCode.Empty, "The file has no sample.", header.DataOffsetBytes);
        if (frames > maxValues / header.Channels)
            return new MediaFault(
                FaultCode.TooLong, $"{frames} samples; at most {maxValues / header.Channels} are accepted.", header.DataOffsetBytes);

        var values = new float[frames * header.Channels];
        header.Format.ToFloat(bytes[(int)header.DataOffsetBytes..], values);
        return new PcmAudio(header.RateHz, header.Channels, values);
    }

    /// <summary>Writes 16-bit PCM.</summary>
    public static byte[] Write(PcmAudio audio)
    {
        var dataBytes = audio.Values.Length * 2;
        var bytes = new byte[WavWriter.HeaderBytes + dataBytes];
        WavWriter.Header(bytes, audio.RateHz, audio.Channels, dataBytes);
        WavWriter.Samples(audio.Values.Span, bytes.AsSpan(WavWriter.HeaderBytes));
        return bytes;
    }
}
