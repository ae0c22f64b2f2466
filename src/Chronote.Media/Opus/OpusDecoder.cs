using System.Runtime.InteropServices;

namespace Chronote.Media.Opus;

/// <summary>libopus' decoder: packets to interleaved PCM of one rate and one or two channels, whatever the packets hold.</summary>
/// <remarks>Not for use by two threads at once.</remarks>
public sealed class OpusDecoder : IDisposable
{
    private readonly OpusDecoderHandle handle;

    /// <param name="rateHz">48,000, 24,000, 16,000, 12,000 or 8,000.</param>
    /// <param name="channels">1 or 2.</param>
    /// <exception cref="OpusLibraryMissing">libopus is not installed.</exception>
    public OpusDecoder(int rateHz, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rateHz is 48_000 or 24_000 or 16_000 or 12_000 or 8_000, true, nameof(rateHz));
        ArgumentOutOfRangeException.ThrowIfNotEqual(channels is 1 or 2, true, nameof(channels));
        RateHz = rateHz;
        Channels = channels;
        handle = new(LibOpus.DecoderCreate(rateHz, channels, out var error));
        OpusError.ThrowIfFailed(error, "creating a decoder");
    }

    public int RateHz { get; }

    public int Channels { get; }

    /// <summary>Values <see cref="Decode"/> needs room for at most: 120 ms of all channels.</summary>
    public int ValuesMax => MediaLimits.OpusPacketSamplesMax / (MediaLimits.TimelineHz / RateHz) * Channels;

    /// <summary>Decodes one packet.</summary>
    /// <param name="packet">The packet; an empty one conceals 20 ms of loss.</param>
    /// <param name="pcm">Room for <see cref="ValuesMax"/> values; full scale ±1.</param>
    /// <param name="samples">Samples per channel that were written.</param>
    /// <returns>Whether the packet could be decoded; when not, nothing was written and decoding may go on with the next.</returns>
    public bool Decode(ReadOnlySpan<byte> packet, Span<float> pcm, out int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pcm.Length, ValuesMax);
        var samplesMax = packet.IsEmpty ? RateHz / 50 : pcm.Length / Channels;
        samples = LibOpus.DecodeFloat(
            handle,
            ref MemoryMarshal.GetReference(packet),
            packet.Length,
            ref MemoryMarshal.GetReference(pcm),
            samplesMax,
            correctErrors: 0);
        if (samples >= 0)
            return true;
        samples = 0;
        return false;
    }

    public void Dispose() => handle.Dispose();
}
