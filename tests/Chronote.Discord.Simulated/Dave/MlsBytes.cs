using System.Buffers.Binary;
using System.Text;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>Writes MLS's presentation language (RFC 9420 §2.1).</summary>
internal sealed class MlsWriter
{
    private readonly MemoryStream bytes = new();

    public MlsWriter U8(int value)
    {
        bytes.WriteByte((byte)value);
        return this;
    }

    public MlsWriter U16(int value) => U8(value >> 8).U8(value);

    public MlsWriter U32(uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, value);
        bytes.Write(four);
        return this;
    }

    public MlsWriter U64(ulong value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(eight, value);
        bytes.Write(eight);
        return this;
    }

    public MlsWriter Raw(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }

    public MlsWriter Vector(ReadOnlySpan<byte> value)
    {
        if (value.Length < 1 << 6) U8(value.Length);
        else if (value.Length < 1 << 14) U16(value.Length | 0x4000);
        else U32((uint)value.Length | 0x8000_0000);
        return Raw(value);
    }

    public MlsWriter Vector(string text) => Vector(Encoding.ASCII.GetBytes(text));

    public byte[] ToArray() => bytes.ToArray();
}

/// <summary>Reads it back; anything that does not fit throws <see cref="InvalidDataException"/>.</summary>
internal ref struct MlsReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> all = bytes;

    public int Position { get; private set; }

    public readonly int Left => all.Length - Position;

    public readonly ReadOnlySpan<byte> From(int start) => all[start..Position];

    public ReadOnlySpan<byte> Raw(int length)
    {
        if (length < 0 || length > Left) throw new InvalidDataException("The message ends too soon.");
        Position += length;
        return all.Slice(Position - length, length);
    }

    public byte U8() => Raw(1)[0];
    public int U16() => BinaryPrimitives.ReadUInt16BigEndian(Raw(2));
    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Raw(4));
    public ulong U64() => BinaryPrimitives.ReadUInt64BigEndian(Raw(8));

    public ReadOnlySpan<byte> Vector()
    {
        var first = U8();
        var length = (first >> 6) switch
        {
            0 => first & 0x3f,
            1 => ((first & 0x3f) << 8) | U8(),
            2 => ((first & 0x3f) << 24) | (U8() << 16) | U16(),
            _ => throw new InvalidDataException("No length begins with the bits 11."),
        };
        return Raw(length);
    }

    public void Expect(bool isSo, string what)
    {
        if (!isSo) throw new InvalidDataException(what);
    }
}
