using System.Buffers.Binary;
using System.Numerics;

namespace Chronote.Media.Flac;

/// <summary>Reads bits, most significant first. Reading past the end gives zeros and sets <see cref="Overrun"/>; nothing throws.</summary>
internal ref struct FlacBits(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private long positionBits;

    public bool Overrun { get; private set; }

    public readonly int PositionBytes => (int)((positionBits + 7) / 8);

    /// <param name="count">0 to 32.</param>
    public uint Read(int count)
    {
        if (count == 0)
            return 0;
        if (positionBits + count > 8L * bytes.Length)
        {
            Overrun = true;
            return 0;
        }

        var window = Window();
        positionBits += count;
        return (uint)(window >> (64 - count));
    }

    /// <param name="count">0 to 32; two's complement.</param>
    public int ReadSigned(int count) => count == 0 ? 0 : (int)(Read(count) << (32 - count)) >> (32 - count);

    /// <summary>Counts zeros up to the next one, and passes over it.</summary>
    public int ReadUnary()
    {
        var zeros = 0;
        while (true)
        {
            // At least 57 bits of the window are from the input (or behind its end).
            var leading = Math.Min(57, BitOperations.LeadingZeroCount(Window()));
            if (positionBits + leading >= 8L * bytes.Length)
            {
                Overrun = true;
                return 0;
            }

            zeros += leading;
            positionBits += leading;
            if (leading == 57)
                continue;
            positionBits++;
            return zeros;
        }
    }

    public void AlignToByte() => positionBits = (positionBits + 7) / 8 * 8;

    // The next bits, left-aligned; zeros behind the end.
    private readonly ulong Window()
    {
        var offset = (int)(positionBits / 8);
        ulong window = 0;
        if (offset + 8 <= bytes.Length)
        {
            window = BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);
        }
        else
        {
            for (var index = 0; index < 8; index++)
                window = (window << 8) | (offset + index < bytes.Length ? bytes[offset + index] : 0u);
        }

        return window << (int)(positionBits % 8);
    }
}
