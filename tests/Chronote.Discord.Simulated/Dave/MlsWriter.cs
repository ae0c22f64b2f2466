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
