using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Writes the TLS presentation language with the variable-size vectors of RFC 9420 §2.1.</summary>
internal sealed class MlsWriter
{
    private const int FirstBytes = 256;

    private byte[] _bytes = new byte[FirstBytes];
    private int _count;

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _count);

    public byte[] ToArray() => Span.ToArray();

    public MlsWriter U8(byte value)
    {
        Grow(1)[0] = value;
        return this;
    }

    public MlsWriter U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Grow(2), value);
        return this;
    }

    public MlsWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);
        return this;
    }

    public MlsWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Grow(8), value);
        return this;
    }

    public MlsWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return this;
    }

    public MlsWriter Vector(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length;
        if (length < 1 << 6) U8((byte)length);
        else if (length < 1 << 14) U16((ushort)(length | 1 << 14));
        else U32((uint)length | 2u << 30);
        return Raw(bytes);
    }

    public MlsWriter Vector(MlsWriter content) => Vector(content.Span);

    /// <summary>Overwrites what was written, when it was a secret.</summary>
    public void Zero() => CryptographicOperations.ZeroMemory(_bytes);

    private Span<byte> Grow(int by)
    {
        if (_count + by > _bytes.Length)
        {
            var larger = new byte[Math.Max(_bytes.Length * 2, _count + by)];
            Span.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_bytes);
            _bytes = larger;
        }
        _count += by;
        return _bytes.AsSpan(_count - by, by);
    }
}
