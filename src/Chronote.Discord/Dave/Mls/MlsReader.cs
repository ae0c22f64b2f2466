using System.Buffers.Binary;

namespace Chronote.Discord.Dave.Mls;

/// <summary>
/// Reads the TLS presentation language with the variable-size vectors of RFC 9420 §2.1. It never throws: the first read past the end, or a length
/// that isn't in its shortest form, makes it <see cref="Failed"/>, and from then on everything reads as zero or empty.
/// </summary>
internal ref struct MlsReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    /// <summary>Nothing is left. Also true once failed, so that no loop outlives its input.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Everything was read and nothing failed.</summary>
    public readonly bool Whole => !Failed && AtEnd;

    public readonly int Position => _bytes.Length - _rest.Length;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>What was read since <paramref name="position"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => Failed ? default : _bytes[position..Position];

    public byte U8() => Take(1) is [var value] ? value : (byte)0;

    public ushort U16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public uint U32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    public ulong U64() => Take(8) is { Length: 8 } eight ? BinaryPrimitives.ReadUInt64BigEndian(eight) : 0;

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Fail();
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A vector behind its length: two bits for the size of the length (1, 2 or 4 bytes), then the length itself.</summary>
    public ReadOnlySpan<byte> Vector()
    {
        var first = U8();
        var length = first & 0x3F;
        switch (first >> 6)
        {
            case 0:
                return Take(length);
            case 1:
                length = length << 8 | U8();
                if (length < 1 << 6) Fail();
                return Take(length);
            case 2:
                length = length << 24 | U8() << 16 | U16();
                if (length < 1 << 14) Fail();
                return Take(length);
            default:
                Fail();
                return default;
        }
    }

    /// <summary>The presence byte of an optional value (RFC 9420 §2.1.1).</summary>
    public bool Present()
    {
        var present = U8();
        if (present > 1) Fail();
        return present == 1;
    }

    public void Fail()
    {
        Failed = true;
        _rest = default;
    }
}
