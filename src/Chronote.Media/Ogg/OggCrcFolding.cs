using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Chronote.Media.Ogg;

/// <summary>
/// Shortens bytes to sixteen with the same Ogg checksum, 64 bytes per step, by carry-less multiplication: a polynomial that stands n bits
/// further up is congruent to its product with x^n modulo the generator, which is short.
/// </summary>
internal static class OggCrcFolding
{
    /// <summary>Fewer bytes are not worth folding.</summary>
    public const int BytesMin = 128;

    private const int StepBytes = 64;
    private const int LaneBytes = 16;
    private static readonly Vector128<ulong> AcrossStep = Factors(8 * StepBytes);
    private static readonly Vector128<ulong> AcrossLane = Factors(8 * LaneBytes);

    public static bool IsSupported => Pclmulqdq.IsSupported && Ssse3.IsSupported;

    /// <summary>Folds whole lanes of <paramref name="bytes"/>.</summary>
    /// <param name="crc">The checksum of what came before.</param>
    /// <param name="bytes">At least <see cref="BytesMin"/>; left with the up to 15 bytes that follow the folded ones.</param>
    /// <param name="folded">Receives 16 bytes whose checksum from 0 is that of all folded bytes from <paramref name="crc"/>.</param>
    public static void Fold(uint crc, ref ReadOnlySpan<byte> bytes, scoped Span<byte> folded)
    {
        // A running checksum acts as if it were added to the first four bytes.
        var lane0 = Lane(bytes, 0) ^ Vector128.Create(0UL, (ulong)crc << 32);
        var lane1 = Lane(bytes, 1);
        var lane2 = Lane(bytes, 2);
        var lane3 = Lane(bytes, 3);
        for (bytes = bytes[StepBytes..]; bytes.Length >= StepBytes; bytes = bytes[StepBytes..])
        {
            lane0 = Shift(lane0, AcrossStep) ^ Lane(bytes, 0);
            lane1 = Shift(lane1, AcrossStep) ^ Lane(bytes, 1);
            lane2 = Shift(lane2, AcrossStep) ^ Lane(bytes, 2);
            lane3 = Shift(lane3, AcrossStep) ^ Lane(bytes, 3);
        }

        var sum = Shift(lane0, AcrossLane) ^ lane1;
        sum = Shift(sum, AcrossLane) ^ lane2;
        sum = Shift(sum, AcrossLane) ^ lane3;
        for (; bytes.Length >= LaneBytes; bytes = bytes[LaneBytes..])
            sum = Shift(sum, AcrossLane) ^ Lane(bytes, 0);
        Reversed(sum.AsByte()).CopyTo(folded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Shift(Vector128<ulong> lane, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(lane, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, factors, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Lane(ReadOnlySpan<byte> bytes, int index) =>
        Reversed(Vector128.Create(bytes.Slice(index * LaneBytes, LaneBytes))).AsUInt64();

    // The first byte is the highest power.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Reversed(Vector128<byte> bytes) =>
        Ssse3.Shuffle(bytes, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));

    // Lower half: x^bits; upper half, which stands 64 bits higher: x^(bits + 64).
    private static Vector128<ulong> Factors(int bits) => Vector128.Create(PowerOfX(bits), PowerOfX(bits + 64));

    private static ulong PowerOfX(int exponent)
    {
        var power = 1u;
        for (var index = 0; index < exponent; index++)
            power = (power & 0x8000_0000) != 0 ? (power << 1) ^ OggCrc.Generator : power << 1;
        return power;
    }
}
