using System.Buffers.Binary;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>Reads MLS's presentation language (RFC 9420 §2.1); anything that does not fit throws <see cref="InvalidDataException"/>.</summary>
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
