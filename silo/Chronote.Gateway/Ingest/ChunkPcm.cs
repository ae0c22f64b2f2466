using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Media;
using Chronote.Media.Flac;
using Chronote.Media.Wav;

namespace Chronote.Gateway.Ingest;

/// <summary>Reads the shape of a PCM chunk. It is stored as received and encoded afterwards, off the acknowledgement path.</summary>
internal static class ChunkPcm
{
    private const long SamplesPerMinute = 60L * Limits.SamplesPerSecond;
    private static readonly long SamplesMax = (long)Limits.ChunkDurationMax.TotalSeconds * Limits.SamplesPerSecond;

    public static ChunkPutAnswer.BadBody? Read(AudioCodec codec, ReadOnlyMemory<byte> body, out AudioShape? shape)
    {
        shape = null;
        if (codec == AudioCodec.Flac) return ReadFlac(body, out shape);
        if (!WavHeader.Read(body.Span).TryGet(out var header, out var fault))
            return new("bad_audio", $"{fault.Code}: {fault.Message} (byte {fault.ByteOffset})");
        var available = body.Length - header.DataOffsetBytes;
        if (header.DataBytes > available)
            return new("bad_audio", $"truncated: the header announces {header.DataBytes} bytes of samples, {available} are there (byte {header.DataOffsetBytes})");
        var frames = (header.DataBytes ?? available) / header.FrameBytes;
        var samples = frames * Limits.SamplesPerSecond / header.RateHz;
        if (samples == 0) return new("bad_audio", $"empty: the file has no sample (byte {header.DataOffsetBytes})");
        if (samples > SamplesMax) return TooLong(header.DataOffsetBytes);
        // What is acknowledged must be possible to encode, which is done in one piece.
        if (frames * header.Channels > MediaLimits.PcmValuesMax)
            return new("bad_audio", $"too_long: a WAV or FLAC chunk has at most {MediaLimits.PcmValuesMax / header.Channels} samples of {header.Channels} channels (byte {header.DataOffsetBytes})");
        shape = new AudioShape(codec, samples, 0, 0, null);
        return null;
    }

    // FLAC's frames are checked by decoding them: the header alone may not even know how long the audio is.
    private static ChunkPutAnswer.BadBody? ReadFlac(ReadOnlyMemory<byte> body, out AudioShape? shape)
    {
        shape = null;
        if (!FlacHeader.Read(body.Span).TryGet(out var header, out var fault)) return new("bad_audio", $"{fault.Code}: {fault.Message} (byte {fault.ByteOffset})");
        // What it decodes to is bounded by the chunk's longest duration: a small file can hold hours of silence.
        var valuesMax = Math.Min(MediaLimits.PcmValuesMax, (long)Limits.ChunkDurationMax.TotalSeconds * header.RateHz * header.Channels);
        if (header.TotalSamples * header.Channels > valuesMax) return TooLong(header.FramesOffsetBytes);
        if (!FlacFile.Read(body.Span, valuesMax).TryGet(out var pcm, out fault)) return new("bad_audio", $"{fault.Code}: {fault.Message} (byte {fault.ByteOffset})");
        shape = new AudioShape(AudioCodec.Flac, pcm.Samples * Limits.SamplesPerSecond / pcm.RateHz, 0, 0, null);
        return null;
    }

    private static ChunkPutAnswer.BadBody TooLong(long at) => new("bad_audio", $"too_long: a chunk has at most {SamplesMax / SamplesPerMinute} minutes (byte {at})");
}
