using Chronote.Media.Opus;

namespace Chronote.Media.Tests.Opus;

public sealed class OpusPacketTests
{
    [Theory]
    [InlineData(0, 480), InlineData(1, 960), InlineData(2, 1_920), InlineData(3, 2_880), InlineData(4, 480), InlineData(11, 2_880)]
    [InlineData(12, 480), InlineData(13, 960), InlineData(14, 480), InlineData(15, 960)]
    [InlineData(16, 120), InlineData(17, 240), InlineData(18, 480), InlineData(19, 960), InlineData(28, 120), InlineData(31, 960)]
    public void A_configuration_has_the_duration_of_RFC_6716_table_2(int configuration, int frameSamples) =>
        OpusPacket.FrameSamples((byte)(configuration << 3)).ShouldBe(frameSamples);

    public static TheoryData<string, byte[], int> GoodPackets() => new()
    {
        { "code 0", [0xF8, 1, 2], 960 },
        { "code 0 without data", [0xF8], 960 },
        { "code 1", [0xF9, 1, 2], 1_920 },
        { "code 2, one length byte", [0xFA, 1, 9, 8, 7], 1_920 },
        { "code 2, two length bytes", [0xFA, 252, 0, .. new byte[252], 1], 1_920 },
        { "code 3, constant", [0xFB, 3, 1, 2, 3], 2_880 },
        { "code 3, constant, padded", [0xFB, 0x43, 2, 1, 2, 3, 0, 0], 2_880 },
        { "code 3, padded with 254 and more", [0xFB, 0x41, 255, 1, 7, .. new byte[255]], 960 },
        { "code 3, variable", [0xFB, 0x82, 1, 9, 8, 7], 1_920 },
        { "code 3, 48 frames of 2.5 ms", [0xE3, 48], 5_760 },
        { "code 3, two frames of 60 ms", [0x1B, 2, 1, 1], 5_760 },
    };

    [Theory]
    [MemberData(nameof(GoodPackets))]
    public void A_good_packet_tells_its_duration(string name, byte[] packet, int durationSamples)
    {
        OpusPacket.Measure(packet, out var measured).ShouldBeNull(name);
        measured.ShouldBe(durationSamples);
        OpusPacket.DurationSamples(packet).ShouldBe(durationSamples);
    }

    public static TheoryData<string, byte[], string> BadPackets() => new()
    {
        { "no byte", [], "R1" },
        { "a frame of 1,276 bytes", new byte[1_277], "R2" },
        { "two frames of 1,276 bytes", [1, .. new byte[2_552]], "R2" },
        { "code 1, odd", [0xF9, 1, 2, 3], "R3" },
        { "code 2, no length", [0xFA], "R4" },
        { "code 2, half a length", [0xFA, 252], "R4" },
        { "code 2, too long", [0xFA, 3, 1, 2], "R4" },
        { "code 3, no count", [0xFB], "R6" },
        { "code 3, no frame", [0xFB, 0], "R5" },
        { "code 3, 122.5 ms", [0xE3, 49], "R5" },
        { "code 3, 140 ms", [0xFB, 7, .. new byte[7]], "R5" },
        { "code 3, uneven", [0xFB, 2, 1, 2, 3], "R6" },
        { "code 3, no padding length", [0xFB, 0x41], "R6" },
        { "code 3, endless padding length", [0xFB, 0x41, 255, 255], "R6" },
        { "code 3, padding beyond the packet", [0xFB, 0x41, 5, 1, 2], "R6" },
        { "code 3, lengths cut off", [0xFB, 0x83, 1], "R7" },
        { "code 3, frames beyond the packet", [0xFB, 0x82, 9, 1, 2], "R7" },
    };

    [Theory]
    [MemberData(nameof(BadPackets))]
    public void A_bad_packet_names_the_requirement_of_RFC_6716_section_3_4(string name, byte[] packet, string requirement)
    {
        OpusPacket.Measure(packet, out var durationSamples)!.ShouldContain(requirement, customMessage: name);
        durationSamples.ShouldBe(0);
    }

    [Theory]
    [InlineData(120, 1), InlineData(240, 1), InlineData(480, 1), InlineData(960, 1)]
    [InlineData(120, 2), InlineData(240, 2), InlineData(480, 2), InlineData(960, 2)]
    public void A_silence_packet_decodes_to_silence_of_its_duration(int durationSamples, int channels)
    {
        using var decoder = new OpusDecoder(48_000, 2);
        var pcm = new float[decoder.ValuesMax];
        var packet = OpusSilence.Packet(durationSamples, channels);
        OpusPacket.IsStereo(packet[0]).ShouldBe(channels == 2);
        for (var repeat = 0; repeat < 10; repeat++)
        {
            decoder.Decode(packet, pcm, out var samples).ShouldBeTrue();
            samples.ShouldBe(durationSamples);
            pcm.Take(samples * 2).Max(Math.Abs).ShouldBeLessThan(1e-9f);
        }
    }

    [Fact]
    public void The_20_ms_mono_silence_is_the_one_Discord_sends() =>
        OpusSilence.Packet(960, 1).ToArray().ShouldBe([0xF8, 0xFF, 0xFE]);
}
