using System.Buffers.Binary;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>The RTP header (RFC 3550 §5.1) of a packet.</summary>
internal readonly record struct RtpHeader(int Bytes, bool HasPadding, int ExtensionWords, ushort Sequence, uint Timestamp, uint Ssrc)
{
    public const int PayloadType = 120;

    private const int FixedBytes = 12;

    /// <summary>Reads what may be RTP with Opus; false for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length < FixedBytes + TransportCipher.TagBytes + TransportCipher.NonceBytes || packet[0] >> 6 != 2 || (packet[1] & 0x7f) != PayloadType) return false;
        var bytes = FixedBytes + 4 * (packet[0] & 0xf);
        var hasExtension = (packet[0] & 0x10) != 0;
        if (packet.Length < bytes + (hasExtension ? 4 : 0)) return false;
        var words = hasExtension ? BinaryPrimitives.ReadUInt16BigEndian(packet[(bytes + 2)..]) : 0;
        header = new RtpHeader(bytes + (hasExtension ? 4 : 0), (packet[0] & 0x20) != 0, words, BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]), BinaryPrimitives.ReadUInt32BigEndian(packet[8..]));
        return true;
    }

    /// <summary>What is left of the plaintext without padding and extension body; null when they can't be.</summary>
    public byte[]? Frame(byte[] plaintext)
    {
        var end = plaintext.Length;
        if (HasPadding)
        {
            if (end == 0 || plaintext[^1] == 0 || plaintext[^1] > end) return null;
            end -= plaintext[^1];
        }
        return 4 * ExtensionWords > end ? null : plaintext[(4 * ExtensionWords)..end];
    }

    /// <summary>A header as the voice server sends it: the extension's body is the beginning of the plaintext.</summary>
    public static byte[] Write(ushort sequence, uint timestamp, uint ssrc, bool hasPadding, int extensionWords)
    {
        var header = new byte[FixedBytes + (extensionWords > 0 ? 4 : 0)];
        header[0] = (byte)(0x80 | (hasPadding ? 0x20 : 0) | (extensionWords > 0 ? 0x10 : 0));
        header[1] = PayloadType;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), ssrc);
        if (extensionWords == 0) return header;
        header[FixedBytes] = 0xbe;
        header[FixedBytes + 1] = 0xde;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(FixedBytes + 2), (ushort)extensionWords);
        return header;
    }
}
