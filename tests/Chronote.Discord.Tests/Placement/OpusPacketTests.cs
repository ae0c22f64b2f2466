using Chronote.Discord.Placement;

namespace Chronote.Discord.Tests.Placement;

public sealed class OpusPacketTests
{
    [Theory]
    [InlineData(0, 480)]     // SILK 10 ms
    [InlineData(3, 2880)]    // SILK 60 ms
    [InlineData(7, 2880)]
    [InlineData(10, 1920)]   // SILK 40 ms
    [InlineData(12, 480)]    // hybrid 10 ms
    [InlineData(15, 960)]    // hybrid 20 ms
    [InlineData(16, 120)]    // CELT 2.5 ms
    [InlineData(31, 960)]    // CELT 20 ms
    public void A_configuration_has_the_length_of_table_2(int configuration, int samples)
    {
        OpusPacket.DurationSamples([(byte)(configuration << 3), 1, 2]).ShouldBe(samples);
        OpusPacket.DurationSamples([(byte)(configuration << 3 | 1), 1, 2]).ShouldBe(2 * samples);
        OpusPacket.DurationSamples([(byte)(configuration << 3 | 3), 1, 2]).ShouldBe(samples);
    }

    [Fact]
    public void Silence_is_a_frame_of_20_ms()
    {
        OpusPacket.IsSilence([0xF8, 0xFF, 0xFE]).ShouldBeTrue();
        OpusPacket.IsSilence([0xF8, 0xFF, 0xFE, 0]).ShouldBeFalse();
        OpusPacket.DurationSamples([0xF8, 0xFF, 0xFE]).ShouldBe(960);
    }

    [Fact]
    public void What_is_no_packet_has_no_length()
    {
        OpusPacket.DurationSamples([]).ShouldBe(0);
        OpusPacket.DurationSamples([0xFB]).ShouldBe(0);        // code 3 without its count
        OpusPacket.DurationSamples([0xFB, 0]).ShouldBe(0);     // no frames
        OpusPacket.DurationSamples([0x1B, 3]).ShouldBe(0);     // 180 ms
        OpusPacket.DurationSamples([0x1B, 2]).ShouldBe(5760);
    }
}
