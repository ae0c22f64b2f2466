using Chronote.Media.Ogg;
using Chronote.Media.Pcm;

namespace Chronote.Media.Opus;

/// <summary>Decodes a stored chunk to PCM: what transcription, silence and mixing look at.</summary>
public static class OpusChunkDecoder
{
    /// <summary>Decodes all packets, drops pre-skip and end trim, and stops at a length the caller allows.</summary>
    /// <param name="chunk">A chunk that was read before.</param>
    /// <param name="rateHz">48,000 or 16,000 (or any other rate of Opus).</param>
    /// <param name="channels">1 or 2; packets are mixed down or doubled.</param>
    /// <returns>PCM of exactly the chunk's duration, rounded down to the rate; or <c>bad_packet</c> when libopus refuses one.</returns>
    public static Reading<PcmAudio> Decode(ParsedChunk chunk, int rateHz, int channels)
    {
        using var decoder = new OpusDecoder(rateHz, channels);
        var step = MediaLimits.TimelineHz / rateHz;
        var values = new float[chunk.DurationSamples / step * channels];
        var frame = new float[decoder.ValuesMax];
        var skipValues = chunk.PreSkipSamples / step * channels;
        var filled = 0;
        var packets = StoredPackets.Of(chunk.OggBytes.Span);
        for (var index = 0; packets.MoveNext(); index++)
        {
            if (!decoder.Decode(packets.Current, frame, out var samples))
                return new MediaFault(FaultCode.BadPacket, $"Packet {index} has the shape of an Opus packet, but cannot be decoded.", 0);
            var decoded = frame.AsSpan(0, samples * channels);
            var skipped = Math.Min(skipValues, decoded.Length);
            skipValues -= skipped;
            decoded = decoded[skipped..];
            decoded = decoded[..Math.Min(decoded.Length, values.Length - filled)];
            decoded.CopyTo(values.AsSpan(filled));
            filled += decoded.Length;
        }

        return packets.Fault is { } fault ? fault : new PcmAudio(rateHz, channels, values);
    }
}
