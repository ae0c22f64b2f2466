using Chronote.Media.Pcm;

namespace Chronote.Media.Flac;

/// <summary>Whole FLAC files in memory; for longer ones use <see cref="FlacHeader"/> and <see cref="FlacFrame"/>.</summary>
public static class FlacFile
{
    /// <summary>Decodes all frames. Memory grows with what is decoded, never with what the header announces.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="maxValues">Samples × channels the caller accepts: a small file can hold much silence.</param>
    public static Reading<PcmAudio> Read(ReadOnlySpan<byte> bytes, long maxValues = MediaLimits.PcmValuesMax)
    {
        if (!FlacHeader.Read(bytes).TryGet(out var header, out var headerFault))
            return headerFault;
        var frame = new FlacFrame(header);
        var scale = 1f / (1 << (header.BitsPerSample - 1));
        var values = new float[Math.Min(maxValues, (long)header.BlockSamplesMax * header.Channels)];
        var filled = 0;
        for (var offset = header.FramesOffsetBytes; offset < bytes.Length;)
        {
            if (frame.Read(bytes[offset..], offset, out var frameBytes) is { } fault)
                return fault;
            var added = frame.Samples * header.Channels;
            if (filled + (long)added > maxValues)
                return new MediaFault(FaultCode.TooLong, $"More than {maxValues} values; no more are accepted.", offset);
            if (filled + added > values.Length)
                Array.Resize(ref values, (int)Math.Min(maxValues, Math.Max(2L * values.Length, filled + added)));
            for (var channel = 0; channel < header.Channels; channel++)
            {
                var samples = frame.Channel(channel);
                for (var index = 0; index < samples.Length; index++)
                    values[filled + index * header.Channels + channel] = samples[index] * scale;
            }

            filled += added;
            offset += frameBytes;
        }

        var totalSamples = filled / header.Channels;
        if (totalSamples == 0)
            return new MediaFault(FaultCode.Empty, "The file has no frame.", header.FramesOffsetBytes);
        if (header.TotalSamples is { } announced && announced != totalSamples)
            return new MediaFault(
                FaultCode.Truncated, $"The header announces {announced} samples, {totalSamples} are there.", bytes.Length);
        return new PcmAudio(header.RateHz, header.Channels, values.AsMemory(0, filled));
    }
}
