using System.Buffers.Binary;

namespace Chronote.Discord.Voice.Rtp;

/// <summary>
/// The header of an RTP packet as Discord's voice servers send it (RFC 3550 §5.1, Discord voice docs "Sending Voice"): fixed header, contributing sources and the first four
/// bytes of a header extension are in the clear and authenticated; the extension's body is the first part of what is encrypted.
/// </summary>
/// <param name="HeaderBytes">What is authenticated in the clear: 12 + 4 a contributing source + 4 with an extension.</param>
/// <param name="ExtensionBytes">The extension's body, at the start of the plaintext.</param>
/// <param name="IsPadded">The plaintext ends with padding whose length is its last byte.</param>
internal readonly record struct RtpPacket(ushort Sequence, uint Timestamp, uint Ssrc, int HeaderBytes, int ExtensionBytes, bool IsPadded)
{
    public const byte OpusPayloadType = 120;

    private const int FixedBytes = 12;
    private const byte PaddingBit = 0x20, ExtensionBit = 0x10, SourcesMask = 0x0f, TypeMask = 0x7f;

    /// <summary>Reads the header of a datagram, and says what else it is when it is no audio.</summary>
    public static RtpKind Read(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < FixedBytes || datagram[0] >> 6 != 2)
            return RtpKind.Malformed;
        // RTCP shares the socket; its packet type is where RTP has marker bit and payload type (RFC 5761 §4).
        if (datagram[1] is >= 200 and <= 204)
            return RtpKind.Rtcp;
        if ((datagram[1] & TypeMask) != OpusPayloadType)
            return RtpKind.OtherPayload;
        var hasExtension = (datagram[0] & ExtensionBit) != 0;
        var clear = FixedBytes + 4 * (datagram[0] & SourcesMask);
        var header = clear + (hasExtension ? 4 : 0);
        if (datagram.Length < header + TransportCipher.OverheadBytes)
            return RtpKind.Malformed;
        var extension = hasExtension ? 4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(clear + 2)..]) : 0;
        if (extension > datagram.Length - header - TransportCipher.OverheadBytes)
            return RtpKind.Malformed;
        packet = new RtpPacket(
            BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            header, extension, (datagram[0] & PaddingBit) != 0);
        return RtpKind.Audio;
    }

    /// <summary>The frame inside the decrypted payload: without the padding at its end, then without the extension's body at its start.</summary>
    /// <returns>False when padding or extension are longer than what there is. An empty frame is mere padding.</returns>
    public bool TryFrame(ReadOnlySpan<byte> plaintext, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        var end = plaintext.Length;
        if (IsPadded)
        {
            if (end == 0 || plaintext[^1] == 0 || plaintext[^1] > end)
                return false;
            end -= plaintext[^1];
        }

        if (ExtensionBytes > end)
            return false;
        frame = plaintext[ExtensionBytes..end];
        return true;
    }

    /// <summary>A header without contributing sources or extension, for the few frames that we send.</summary>
    public static void WriteHeader(Span<byte> header, ushort sequence, uint timestamp, uint ssrc)
    {
        header[0] = 0x80;
        header[1] = OpusPayloadType;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], ssrc);
    }

    public const int WrittenHeaderBytes = FixedBytes;
}

/// <summary>What a datagram is by its header.</summary>
internal enum RtpKind { Audio, Rtcp, OtherPayload, Malformed }
