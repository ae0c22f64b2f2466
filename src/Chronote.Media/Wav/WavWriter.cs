using System.Buffers.Binary;

namespace Chronote.Media.Wav;

/// <summary>The pieces of a WAV file of 16-bit PCM, for writing one in any number of steps.</summary>
public static class WavWriter
{
    public const int HeaderBytes = 44;

    /// <summary>Writes the 44 bytes before the samples.</summary>
    /// <param name="target">At least 44 bytes.</param>
    /// <param name="rateHz">Samples per second and channel.</param>
    /// <param name="channels">1 to 8.</param>
    /// <param name="dataBytes">Bytes of samples that will follow; more than fits 32 bits, or a negative number, is written as "until the
    /// end".</param>
    public static void Header(Span<byte> target, int rateHz, int channels, long dataBytes)
    {
        var isKnown = dataBytes >= 0 && dataBytes <= uint.MaxValue - HeaderBytes;
        var frameBytes = 2 * channels;
        "RIFF"u8.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], isKnown ? (uint)dataBytes + HeaderBytes - 8 : uint.MaxValue);
        "WAVEfmt "u8.CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(target[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(target[22..], (ushort)channels);
        BinaryPrimitives.WriteInt32LittleEndian(target[24..], rateHz);
        BinaryPrimitives.WriteInt32LittleEndian(target[28..], rateHz * frameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[32..], (ushort)frameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[34..], 16);
        "data"u8.CopyTo(target[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], isKnown ? (uint)dataBytes : uint.MaxValue);
    }

    /// <summary>Converts values with full scale ±1 to 16 bits; louder ones are clipped.</summary>
    public static void Samples(ReadOnlySpan<float> values, Span<byte> target)
    {
        for (var index = 0; index < values.Length; index++)
        {
            var value = (short)Math.Clamp(MathF.Round(values[index] * 32_768f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(target[(2 * index)..], value);
        }
    }
}
