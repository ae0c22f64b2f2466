using Chronote.Media.Ogg;

namespace Chronote.Media.Tests.Ogg;

public sealed class OggCrcTests
{
    [Fact]
    public void The_fast_checksum_equals_the_definition_for_every_length()
    {
        var random = new Random(3533);
        for (var length = 27; length < 700; length++)
        {
            var page = new byte[length];
            random.NextBytes(page);
            page.AsSpan(0, 4).Clear();
            "OggS"u8.CopyTo(page);
            page[4] = 0;
            page[26] = 0;
            RawPage.FixCrc(page.AsSpan(0, 27));
            OggPage.Read(page, 0, checkCrc: true, out _).ShouldBeNull();
        }
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
