using System.Buffers.Binary;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Tests.Voice;

public class RtpPacketTests
{
    [Fact]
    public void A_plain_packet_is_read()
    {
        RtpPacket.Read(Datagram(0x80, 120, 40), out var packet).ShouldBe(RtpKind.Audio);
        packet.ShouldBe(new RtpPacket(0x0102, 0x03040506, 0x0708090a, 12, 0, false));
    }

    [Theory]
    [InlineData(0x80, 0, 12, 0)]
    [InlineData(0x90, 3, 16, 12)]
    [InlineData(0x83, 0, 24, 0)]
    [InlineData(0x9f, 1, 76, 4)]
    [InlineData(0xb0, 2, 16, 8)]
    public void What_is_in_the_clear_is_the_header_its_sources_and_four_bytes_of_an_extension(byte first, ushort words, int headerBytes, int extensionBytes)
    {
        var datagram = Datagram(first, 120, 200);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(12 + 4 * (first & 15) + 2), words);
        RtpPacket.Read(datagram, out var packet).ShouldBe(RtpKind.Audio);
        (packet.HeaderBytes, packet.ExtensionBytes, packet.IsPadded).ShouldBe((headerBytes, extensionBytes, (first & 0x20) != 0));
    }

    [Theory]
    [InlineData(0x80, 200)]
    [InlineData(0x81, 201)]
    [InlineData(0x80, 204)]
    public void RTCP_is_told_by_its_type(byte first, byte second) => RtpPacket.Read(Datagram(first, second, 60), out _).ShouldBe(RtpKind.Rtcp);

    [Fact]
    public void The_marker_bit_is_not_part_of_the_type() => RtpPacket.Read(Datagram(0x80, 120 | 0x80, 60), out _).ShouldBe(RtpKind.Audio);

    [Fact]
    public void Another_payload_is_none_of_ours() => RtpPacket.Read(Datagram(0x80, 101, 60), out _).ShouldBe(RtpKind.OtherPayload);

    [Theory]
    [InlineData(0x80, 11)]
    [InlineData(0x80, 31)]
    [InlineData(0x90, 35)]
    [InlineData(0x8f, 91)]
    [InlineData(0x00, 60)]
    [InlineData(0x40, 60)]
    [InlineData(0xc0, 60)]
    public void Too_short_or_of_another_version_is_malformed(byte first, int bytes) => RtpPacket.Read(Datagram(first, 120, bytes), out _).ShouldBe(RtpKind.Malformed);

    [Fact]
    public void An_extension_longer_than_the_packet_is_malformed()
    {
        var datagram = Datagram(0x90, 120, 100);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(14), 17);
        RtpPacket.Read(datagram, out _).ShouldBe(RtpKind.Malformed);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(14), 16);
        RtpPacket.Read(datagram, out _).ShouldBe(RtpKind.Audio);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(14), ushort.MaxValue);
        RtpPacket.Read(datagram, out _).ShouldBe(RtpKind.Malformed);
    }

    [Theory]
    [InlineData("aabbcc", 0, false, "aabbcc")]
    [InlineData("aabbcc01", 0, true, "aabbcc")]
    [InlineData("aabbcc000003", 0, true, "aabbcc")]
    [InlineData("11223344aabb", 4, false, "aabb")]
    [InlineData("11223344aabb0002", 4, true, "aabb")]
    [InlineData("000003", 0, true, "")]
    [InlineData("1122334401", 4, true, "")]
    [InlineData("", 0, false, "")]
    public void Padding_goes_first_and_the_extension_then(string plaintext, int extensionBytes, bool isPadded, string frame)
    {
        new RtpPacket(0, 0, 0, 16, extensionBytes, isPadded).TryFrame(Convert.FromHexString(plaintext), out var found).ShouldBeTrue();
        Convert.ToHexStringLower(found).ShouldBe(frame);
    }

    [Theory]
    [InlineData("aabb00", 0, true)]
    [InlineData("aabb04", 0, true)]
    [InlineData("aabbff", 0, true)]
    [InlineData("", 0, true)]
    [InlineData("aabbcc", 4, false)]
    [InlineData("11223302", 4, true)]
    public void Padding_or_an_extension_longer_than_there_is_drops_the_packet(string plaintext, int extensionBytes, bool isPadded) =>
        new RtpPacket(0, 0, 0, 16, extensionBytes, isPadded).TryFrame(Convert.FromHexString(plaintext), out _).ShouldBeFalse();

    private static byte[] Datagram(byte first, byte second, int bytes)
    {
        var datagram = new byte[bytes];
        byte[] header = [first, second, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        header.AsSpan(0, Math.Min(bytes, 12)).CopyTo(datagram);
        return datagram;
    }
}
