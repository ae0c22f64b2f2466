using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Chronote.Discord.Voice.Rtp;

/// <summary>How we look from outside (Discord voice docs, "IP Discovery"): 74 bytes, type, length 70, ssrc, address as text, port.</summary>
internal static class AddressDiscovery
{
    public const int Bytes = 74;

    private const int BodyBytes = 70, AddressAt = 8, PortAt = 72;
    private const ushort Request = 1, Answer = 2;

    public static byte[] Ask(uint ssrc)
    {
        var datagram = new byte[Bytes];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, Request);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), BodyBytes);
        BinaryPrimitives.WriteUInt32BigEndian(datagram.AsSpan(4), ssrc);
        return datagram;
    }

    /// <summary>The answer to our own question; null for anything else.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> datagram, uint ssrc)
    {
        if (datagram.Length != Bytes || BinaryPrimitives.ReadUInt16BigEndian(datagram) != Answer || BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) != BodyBytes
            || BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) != ssrc)
            return null;
        var text = datagram[AddressAt..PortAt];
        var end = text.IndexOf((byte)0);
        if (end <= 0 || text[..end].ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) || !IPAddress.TryParse(Encoding.ASCII.GetString(text[..end]), out var address))
            return null;
        var port = BinaryPrimitives.ReadUInt16BigEndian(datagram[PortAt..]);
        return port == 0 ? null : new IPEndPoint(address, port);
    }
}
