using System.Buffers.Binary;

namespace Chronote.Media.Pcm;

/// <summary>How one sample is stored in bytes, little endian.</summary>
public enum SampleFormat
{
    /// <summary>Unsigned, 128 is silence.</summary>
    Integer8,
    Integer16,
    Integer24,
    Integer32,

    /// <summary>IEEE 754, full scale ±1.</summary>
    Float32,
}

/// <summary>Turns stored samples into numbers with full scale ±1.</summary>
public static class SampleFormats
{
    public static int BytesPerValue(this SampleFormat format) => format switch
    {
        SampleFormat.Integer8 => 1,
        SampleFormat.Integer16 => 2,
        SampleFormat.Integer24 => 3,
        _ => 4,
    };

    /// <summary>Converts whole values.</summary>
    /// <param name="format">How <paramref name="bytes"/> are stored.</param>
    /// <param name="bytes">Values one after the other; a torn one at the end is ignored.</param>
    /// <param name="values">Room for them. Values that are not finite become 0.</param>
    /// <returns>Values written: as many as fit both.</returns>
    public static int ToFloat(this SampleFormat format, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var bytesPerValue = format.BytesPerValue();
        var count = Math.Min(bytes.Length / bytesPerValue, values.Length);
        bytes = bytes[..(count * bytesPerValue)];
        values = values[..count];
        switch (format)
        {
            case SampleFormat.Integer8:
                for (var index = 0; index < values.Length; index++)
                    values[index] = (bytes[index] - 128) * (1f / 128);
                break;
            case SampleFormat.Integer16:
                for (var index = 0; index < values.Length; index++)
                    values[index] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * index)..]) * (1f / 32_768);
                break;
            case SampleFormat.Integer24:
                for (var index = 0; index < values.Length; index++)
                    values[index] = Upper24Bits(bytes[(3 * index)..]) * (1f / 2_147_483_648f);
                break;
            case SampleFormat.Integer32:
                for (var index = 0; index < values.Length; index++)
                    values[index] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * index)..]) * (1f / 2_147_483_648f);
                break;
            default:
                for (var index = 0; index < values.Length; index++)
                {
                    var value = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * index)..]);
                    values[index] = float.IsFinite(value) ? value : 0;
                }

                break;
        }

        return count;
    }

    private static int Upper24Bits(ReadOnlySpan<byte> bytes) => (bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24);
}
