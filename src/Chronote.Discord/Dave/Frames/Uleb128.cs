namespace Chronote.Discord.Dave.Frames;

/// <summary>Unsigned numbers of up to 32 bits, seven per byte, least significant first (DAVE protocol, "ULEB128 Encoding").</summary>
internal static class Uleb128
{
    private const int BytesMax = 5;

    /// <summary>Reads one and moves past it. False past the end, or when it has more than 32 bits.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> from, out uint value)
    {
        value = 0;
        for (var i = 0; i < BytesMax && i < from.Length; i++)
        {
            if (i == BytesMax - 1 && from[i] > 0x0F) return false;
            value |= (uint)(from[i] & 0x7F) << 7 * i;
            if ((from[i] & 0x80) != 0) continue;
            from = from[(i + 1)..];
            return true;
        }
        return false;
    }

    public static int Write(Span<byte> at, uint value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7) at[count++] = (byte)(value | 0x80);
        at[count++] = (byte)value;
        return count;
    }
}
