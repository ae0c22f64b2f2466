using System.Buffers;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Media.Pcm;

/// <summary>
/// Turns a PCM chunk into the chunk that would have been recorded as Opus: 48 kHz, mono or stereo, 20 ms packets, pre-skip 0.
/// </summary>
public static class PcmNormaliser
{
    /// <summary>Audio before the chunk that is of use: an encoder has forgotten what lies further back.</summary>
    public const double PreRollSecondsMax = 0.2;

    /// <summary>Encodes a chunk so that its first packet decodes exactly at its first sample.</summary>
    /// <param name="chunk">Any rate, 1 to 8 channels.</param>
    /// <param name="before">What was heard directly before, of the same rate and channels, or null: with it the chunk begins as if it had
    /// never been cut.</param>
    /// <param name="encoding">How to encode; its channels are those of the result.</param>
    /// <returns>A complete Ogg stream whose duration is the chunk's, rounded up to a sample at 48 kHz.</returns>
    /// <exception cref="OpusLibraryMissing">libopus is not installed.</exception>
    public static byte[] ToOggOpus(PcmAudio chunk, PcmAudio? before, OpusEncoding encoding)
    {
        var (joined, preRollSamples) = Join(chunk, before);
        var pcm = Resampler.Convert(ChannelMix.To(joined, encoding.Channels), MediaLimits.TimelineHz).Values.Span;

        // Silence in front until the pre-roll is whole packets, which are then dropped.
        var paddingSamples = (OpusEncoder.FrameSamples - preRollSamples % OpusEncoder.FrameSamples) % OpusEncoder.FrameSamples;
        var packetsToDrop = (preRollSamples + paddingSamples) / OpusEncoder.FrameSamples;
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new(encoding.Channels) { InputRateHz = chunk.RateHz }, output);
        using var encoder = new SampleExactEncoder(encoding, packet =>
        {
            if (packetsToDrop-- <= 0)
                writer.Write(packet);
        });
        encoder.Push(new float[paddingSamples * encoding.Channels]);
        encoder.Push(pcm);
        writer.Finish(encoder.Flush());
        return output.WrittenSpan.ToArray();
    }

    // The pre-roll is cut at its start so that the chunk's first sample falls on a sample at 48 kHz.
    private static (PcmAudio Joined, int PreRollSamples) Join(PcmAudio chunk, PcmAudio? before)
    {
        if (before is null)
            return (chunk, 0);
        if (before.RateHz != chunk.RateHz || before.Channels != chunk.Channels)
            throw new ArgumentException("What was heard before has another rate or number of channels than the chunk.", nameof(before));
        var divisor = Divisor(chunk.RateHz, MediaLimits.TimelineHz);
        var step = chunk.RateHz / divisor;
        var usedSamples = (int)Math.Min(before.Samples, (long)(PreRollSecondsMax * chunk.RateHz)) / step * step;
        var used = before.Values.Span[^(usedSamples * chunk.Channels)..];
        float[] joined = [.. used, .. chunk.Values.Span];
        return (new(chunk.RateHz, chunk.Channels, joined), usedSamples / step * (MediaLimits.TimelineHz / divisor));
    }

    private static int Divisor(int first, int second) => second == 0 ? first : Divisor(second, first % second);
}
