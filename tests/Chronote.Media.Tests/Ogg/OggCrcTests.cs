using Chronote.Media.Ogg;

namespace Chronote.Media.Tests.Ogg;

public sealed class OggCrcTests
{
    [Fact]
    public void The_fast_checksum_equals_the_definition_for_every_length()
    {
        var random = new Random(3533);
        for (var bodyBytes = 1; bodyBytes < 1_500; bodyBytes++)
        {
            // The test's page carries the checksum computed bit by bit.
            var page = RawPage.Of(0, random.NextInt64(), (uint)random.Next(), Samples.Packet(random, bytes: bodyBytes)).ToBytes();
            OggPage.Read(page, 0, checkCrc: true, out _).ShouldBeNull($"{bodyBytes} bytes");
        }
    }

    [Fact]
    public void The_largest_page_has_the_defined_checksum()
    {
        var body = new byte[255 * 255];
        new Random(1).NextBytes(body);
        var page = new RawPage(0, -1, 0, [.. Enumerable.Repeat((byte)255, 255)], body).ToBytes();
        page.Length.ShouldBe(MediaLimits.OggPageBytesMax);
        OggPage.Read(page, 0, checkCrc: true, out _).ShouldBeNull();
    }

    [Fact]
    public void Pages_of_every_size_pass_and_fail_with_their_last_byte()
    {
        for (var bodyBytes = 0; bodyBytes < 600; bodyBytes++)
        {
            var page = RawPage.Of(0, 0, 0, Samples.Packet(new(bodyBytes), bytes: bodyBytes + 1)).ToBytes();
            OggPage.Read(page, 0, checkCrc: true, out _).ShouldBeNull();
            page[^1] ^= 0x80;
            OggPage.Read(page, 0, checkCrc: true, out _)!.Code.ShouldBe(FaultCode.BadCrc);
        }
    }
}
