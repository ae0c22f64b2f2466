using System.Buffers.Binary;

namespace Chronote.Discord.Voice.Control;

/// <summary>The eight bytes that keep an address translator's way back open: a little-endian counter and four zeros, which the server sends back.</summary>
internal static class KeepAlive
{
    public const int Bytes = 8;

    public static byte[] Next(uint counter)
    {
        var datagram = new byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(datagram, counter);
        return datagram;
    }
}
