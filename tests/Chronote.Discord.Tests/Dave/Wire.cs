using System.Buffers.Binary;

namespace Chronote.Discord.Tests.Dave;

/// <summary>MLS' wire format in the plainest form, independent of the product's code.</summary>
internal static class Wire
{
    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] U64(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Vector(byte[] content) => content.Length switch
    {
        < 1 << 6 => [(byte)content.Length, .. content],
        < 1 << 14 => [.. U16(content.Length | 1 << 14), .. content],
        _ => [.. U32((uint)content.Length | 2u << 30), .. content],
    };

    /// <summary>Where the vector that begins here ends.</summary>
    public static int EndOfVector(ReadOnlySpan<byte> bytes, int at) => (bytes[at] >> 6) switch
    {
        0 => at + 1 + bytes[at],
        1 => at + 2 + (BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) & 0x3FFF),
        _ => at + 4 + (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) & 0x3FFF_FFFF),
    };

    /// <summary>The content of the vector that begins here.</summary>
    public static byte[] ContentOf(ReadOnlySpan<byte> bytes, int at) => bytes[(at + (bytes[at] >> 6) switch { 0 => 1, 1 => 2, _ => 4 })..EndOfVector(bytes, at)].ToArray();
}
