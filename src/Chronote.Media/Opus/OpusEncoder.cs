using System.Runtime.InteropServices;

namespace Chronote.Media.Opus;

/// <summary>What the encoder optimises for.</summary>
public enum OpusApplication
{
    /// <summary>Speech: a microphone, a participant.</summary>
    Voip = 2048,

    /// <summary>Anything: system sound, music, a mix.</summary>
    Audio = 2049,
}

/// <summary>How to encode.</summary>
/// <param name="Channels">1 or 2.</param>
public sealed record OpusEncoding(int Channels)
{
    /// <summary>Bits per second, 6,000 to 510,000. Default 32,000: speech is transparent to transcription, an hour is 14 MB.</summary>
    public int BitrateBps { get; init; } = 32_000;

    /// <summary>0 (fast) to 10 (best). Default 5, half the time of 10 for a difference nobody hears in speech.</summary>
    public int Complexity { get; init; } = 5;

    public OpusApplication Application { get; init; } = OpusApplication.Voip;
}

/// <summary>libopus' encoder at 48 kHz. Discontinuous transmission stays off: each packet is a place on the timeline.</summary>
/// <remarks>Not for use by two threads at once.</remarks>
public sealed class OpusEncoder : IDisposable
{
    /// <summary>Samples per channel of the frames that are encoded here: 20 ms.</summary>
    public const int FrameSamples = 960;

    private readonly OpusEncoderHandle handle;
    private readonly int channels;

    /// <exception cref="OpusLibraryMissing">libopus is not installed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value of <paramref name="encoding"/> is outside its range.</exception>
    public OpusEncoder(OpusEncoding encoding)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(encoding.Channels is 1 or 2, true, nameof(encoding.Channels));
        channels = encoding.Channels;
        handle = new(LibOpus.EncoderCreate(MediaLimits.TimelineHz, channels, (int)encoding.Application, out var error));
        try
        {
            OpusError.ThrowIfFailed(error, "creating an encoder");
            Control(LibOpus.SetBitrate, encoding.BitrateBps, nameof(encoding.BitrateBps), 6_000, 510_000);
            Control(LibOpus.SetComplexity, encoding.Complexity, nameof(encoding.Complexity), 0, 10);
            Control(LibOpus.SetDtx, 0, "dtx", 0, 0);
            LookaheadSamples = QueryLookahead();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Samples by which decoded audio lags behind what was encoded: 312 for both applications.</summary>
    public int LookaheadSamples { get; }

    /// <summary>Encodes 960 samples per channel.</summary>
    /// <param name="pcm">Interleaved, 960 × channels values, full scale ±1.</param>
    /// <param name="packet">Room for the packet; 1,275 bytes suffice for any.</param>
    /// <returns>Bytes of the packet.</returns>
    public int Encode(ReadOnlySpan<float> pcm, Span<byte> packet)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pcm.Length, FrameSamples * channels);
        ArgumentOutOfRangeException.ThrowIfZero(packet.Length);
        var bytes = LibOpus.EncodeFloat(
            handle, ref MemoryMarshal.GetReference(pcm), FrameSamples, ref MemoryMarshal.GetReference(packet), packet.Length);
        OpusError.ThrowIfFailed(bytes, "encoding");
        return bytes;
    }

    public void Dispose() => handle.Dispose();

    private void Control(int request, int value, string name, int minimum, int maximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, minimum, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, maximum, name);
        OpusError.ThrowIfFailed(LibOpus.EncoderControl(handle, request, value), $"setting {name}");
    }

    private unsafe int QueryLookahead()
    {
        int samples;
        OpusError.ThrowIfFailed(LibOpus.EncoderControl(handle, LibOpus.GetLookahead, (nint)(&samples)), "asking for the lookahead");
        return samples;
    }
}

/// <summary>libopus refused a call that this project made in order: a defect or exhausted memory, never bad input.</summary>
internal static class OpusError
{
    public static void ThrowIfFailed(int result, string doing)
    {
        if (result < LibOpus.Ok)
            throw new InvalidOperationException($"libopus failed with error {result} when {doing}.");
    }
}
