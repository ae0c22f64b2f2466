using System.Security.Cryptography;
using Chronote.Media.Ogg;

namespace Chronote.Media.Tests.Ogg;

public sealed class OggOpusChunkTests
{
    private const byte Celt20Ms = 0xF8;

    [Fact]
    public void What_was_written_is_read_back_packet_for_packet()
    {
        var packets = Samples.Packets(170);
        var chunk = Samples.Parsed(
            Samples.Chunk(packets, new(2) { PreSkipSamples = 312, StartGranule = 96_000, Serial = 77 }, endTrimSamples: 100));

        chunk.Channels.ShouldBe(2);
        chunk.PreSkipSamples.ShouldBe(312);
        chunk.PacketCount.ShouldBe(170);
        chunk.StartGranule.ShouldBe(96_000);
        chunk.EndTrimSamples.ShouldBe(100);
        chunk.DurationSamples.ShouldBe(170 * 960 - 312 - 100);
        Samples.StoredPacketsOf(chunk.OggBytes.Span).ShouldBe(packets);
    }

    [Fact]
    public void The_digest_is_sha256_over_little_endian_lengths_and_packets()
    {
        var packets = Samples.Packets(400, bytes: 300);
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var packet in packets)
        {
            expected.AppendData(BitConverter.GetBytes(packet.Length));
            expected.AppendData(packet);
        }

        Samples.Parsed(Samples.Chunk(packets)).PacketsDigest.ShouldBe(expected.GetHashAndReset());
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_container()
    {
        var packets = Samples.Packets(20);
        var other = OggPages.Stream(RawPage.Of(0, 9_600, 2, packets[..10]), RawPage.Of(4, 19_200, 3, packets[10..]));
        Samples.Parsed(other).PacketsDigest.ShouldBe(Samples.Parsed(Samples.Chunk(packets)).PacketsDigest);
    }

    [Fact]
    public void A_packet_may_continue_over_three_pages_and_end_with_a_lacing_value_of_zero()
    {
        // RFC 3533 section 6: a packet of a multiple of 255 bytes ends with a lacing value of 0, here on a page of its own.
        var large = Samples.Packet(new(3), toc: 0x7B, bytes: 510);
        large[1] = 2;
        var stream = OggPages.Stream(
            new(0, -1, 2, [255], large[..255]),
            new(1, -1, 3, [255], large[255..]),
            new(1 | 4, 1_920, 4, [0], []));

        var chunk = Samples.Parsed(stream);
        chunk.PacketCount.ShouldBe(1);
        chunk.DurationSamples.ShouldBe(1_920);
        Samples.StoredPacketsOf(stream).ShouldBe([large]);
    }

    [Fact]
    public void An_end_mark_without_packets_is_accepted()
    {
        var packets = Samples.Packets(2);
        Samples.Parsed(OggPages.Stream(RawPage.Of(0, 1_920, 2, packets), RawPage.Of(4, 1_920, 3))).DurationSamples.ShouldBe(1_920);
        Samples.Parsed(OggPages.Stream(RawPage.Of(0, 1_920, 2, packets), RawPage.Of(4, -1, 3))).DurationSamples.ShouldBe(1_920);
    }

    [Fact]
    public void A_stream_of_one_page_may_be_shorter_than_its_packets()
    {
        var chunk = Samples.Parsed(OggPages.Stream(RawPage.Of(4, 1_000, 2, Samples.Packets(2))));
        chunk.StartGranule.ShouldBe(0);
        chunk.DurationSamples.ShouldBe(1_000);
        chunk.EndTrimSamples.ShouldBe(920);
    }

    [Fact]
    public void Bounds_hold_for_packets_and_for_duration()
    {
        var ogg = Samples.Chunk(Samples.Packets(10));
        OggOpusChunk.Read(ogg, new(9_600, 10)).Fault.ShouldBeNull();
        OggOpusChunk.Read(ogg, new(9_600, 9)).Fault!.Code.ShouldBe(FaultCode.TooManyPackets);
        OggOpusChunk.Read(ogg, new(9_599, 10)).Fault!.Code.ShouldBe(FaultCode.TooLong);
    }

    [Fact]
    public void A_missing_end_mark_is_truncation_unless_the_caller_expects_it()
    {
        var ogg = OggPages.Stream(RawPage.Of(0, 960, 2, Samples.Packets(1)));
        OggOpusChunk.Read(ogg).Fault!.Code.ShouldBe(FaultCode.Truncated);
        OggOpusChunk.Read(ogg, ChunkBounds.Default with { EndMarkRequired = false }).Value!.DurationSamples.ShouldBe(960);
    }

    [Fact]
    public void Every_cut_is_noticed()
    {
        var ogg = Samples.Chunk(Samples.Packets(60));
        for (var length = 0; length < ogg.Length; length++)
            OggOpusChunk.Read(ogg.AsMemory(0, length)).Fault!.Code.ShouldBeOneOf(FaultCode.Empty, FaultCode.Truncated);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var ogg = Samples.Chunk(Samples.Packets(3));
        for (var bit = 0; bit < 8 * ogg.Length; bit++)
        {
            var mutated = ogg.ToArray();
            mutated[bit / 8] ^= (byte)(1 << (bit % 8));
            OggOpusChunk.Read(mutated).Fault.ShouldNotBeNull($"bit {bit}");
        }
    }

    public static TheoryData<string, string, byte[]> WrongStreams()
    {
        var packets = Samples.Packets(4);
        var head = RawPage.Of(2, 0, 0, OggPages.Head);
        var tags = RawPage.Of(0, 0, 1, OggPages.Tags);
        var good = RawPage.Of(4, 3_840, 2, packets);
        byte[] With(int index, byte value)
        {
            var changed = OggPages.Head.ToArray();
            changed[index] = value;
            return OggPages.StreamWithHead(changed, good);
        }

        var badCrc = OggPages.Stream(good);
        badCrc[^1] ^= 1;
        return new()
        {
            { "no bytes", FaultCode.Empty, [] },
            { "not Ogg", FaultCode.NotOgg, [.. "RIFF....WAVE"u8] },
            { "a later Ogg version", FaultCode.Unsupported, [.. "OggS"u8, 1, .. new byte[22]] },
            { "a wrong checksum", FaultCode.BadCrc, badCrc },
            { "bytes after the last page", FaultCode.NotOgg, [.. OggPages.Stream(good), 1, 2, 3] },
            { "another codec", FaultCode.NotOpus, OggPages.StreamWithHead([.. "\u0001vorbis"u8, .. new byte[23]], good) },
            { "a short OpusHead", FaultCode.BadHeader, OggPages.StreamWithHead(OggPages.Head[..18], good) },
            { "a later OpusHead", FaultCode.Unsupported, With(8, 0x10) },
            { "no channel", FaultCode.UnsupportedChannels, With(9, 0) },
            { "three channels", FaultCode.UnsupportedChannels, With(9, 3) },
            { "surround mapping", FaultCode.UnsupportedChannels, With(18, 1) },
            { "an output gain", FaultCode.Unsupported, With(16, 1) },
            { "headers only", FaultCode.Truncated, OggPages.Join(head) },
            { "no audio", FaultCode.Empty, OggPages.Stream(RawPage.Of(4, 0, 2)) },
            { "no OpusTags", FaultCode.NotOpus, OggPages.Join(head, RawPage.Of(4, 960, 1, packets[..1])) },
            { "torn OpusTags", FaultCode.BadHeader, OggPages.Join(head, RawPage.Of(0, 0, 1, [.. "OpusTags"u8, 9, 0, 0, 0]), good) },
            {
                "too many comments", FaultCode.BadHeader,
                OggPages.Join(head, RawPage.Of(0, 0, 1, [.. "OpusTags"u8, 0, 0, 0, 0, 255, 255, 255, 255]), good)
            },
            { "audio beside OpusTags", FaultCode.BadPage, OggPages.Join(head, RawPage.Of(4, 0, 1, OggPages.Tags, packets[0])) },
            {
                "OpusTags beside OpusHead", FaultCode.BadPage,
                OggPages.Join(RawPage.Of(2, 0, 0, OggPages.Head, OggPages.Tags), RawPage.Of(4, 960, 1, packets[0]))
            },
            { "a first page that begins nothing", FaultCode.BadPage, OggPages.Join(RawPage.Of(0, 0, 0, OggPages.Head), tags, good) },
            {
                "a missing page", FaultCode.BadPage,
                OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(4, 1_920, 4, packets[1]))
            },
            { "a doubled page", FaultCode.BadPage, OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(0, 960, 2, packets[0])) },
            { "a continuation of nothing", FaultCode.BadPage, OggPages.Stream(RawPage.Of(1 | 4, 960, 2, packets[0])) },
            {
                "a packet that is not continued", FaultCode.BadPage,
                OggPages.Stream(new(0, -1, 2, [255], new byte[255]), RawPage.Of(4, 960, 3, packets[0]))
            },
            { "a packet that never ends", FaultCode.Truncated, OggPages.Stream(new RawPage(4, -1, 2, [255], new byte[255])) },
            {
                "a position where no packet ends", FaultCode.BadGranule,
                OggPages.Stream(new(0, 960, 2, [255], new byte[255]), new(1 | 4, 960, 3, [0], []))
            },
            { "no position where a packet ends", FaultCode.BadGranule, OggPages.Stream(RawPage.Of(4, -1, 2, packets)) },
            {
                "a start before zero", FaultCode.BadGranule,
                OggPages.Stream(RawPage.Of(0, 959, 2, packets[0]), RawPage.Of(4, 1_919, 3, packets[1]))
            },
            { "a jump", FaultCode.BadGranule, OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(4, 2_880, 3, packets[1])) },
            {
                "trim in the middle", FaultCode.BadGranule,
                OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(0, 1_900, 3, packets[1]), RawPage.Of(4, 2_860, 4, packets[2]))
            },
            {
                "trim beyond the last page", FaultCode.BadGranule,
                OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(4, 900, 3, packets[1]))
            },
            { "an end mark elsewhere", FaultCode.BadGranule, OggPages.Stream(RawPage.Of(0, 960, 2, packets[0]), RawPage.Of(4, 900, 3)) },
            { "nothing left to hear", FaultCode.Empty, OggPages.Stream(RawPage.Of(4, 0, 2, packets[0])) },
            { "an empty packet", FaultCode.BadPacket, OggPages.Stream(new RawPage(4, 960, 2, [0], [])) },
            { "a chained stream", FaultCode.Chained, [.. OggPages.Stream(good), .. OggPages.Stream(good)] },
            { "two streams at once", FaultCode.Multiplexed, OggPages.Join(head, head with { Serial = 9 }) },
            { "a page of another stream", FaultCode.Multiplexed, OggPages.Join(head, tags, good with { Serial = 9 }) },
        };
    }

    [Theory]
    [MemberData(nameof(WrongStreams))]
    public void A_wrong_stream_is_refused_by_name(string wrong, string code, byte[] ogg)
    {
        var fault = OggOpusChunk.Read(ogg).Fault;
        fault.ShouldNotBeNull(wrong);
        fault.Code.ShouldBe(code, $"{wrong}: {fault.Message}");
        fault.ByteOffset.ShouldBeInRange(0, ogg.Length);
    }

    [Fact]
    public void Reading_a_chunk_of_20_kB_allocates_less_than_a_kilobyte()
    {
        var ogg = Samples.Chunk(Samples.Packets(250, bytes: 77));
        for (var warmUp = 0; warmUp < 100; warmUp++)
            OggOpusChunk.Read(ogg);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
            OggOpusChunk.Read(ogg);
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThan(1_024);
    }

    [Fact]
    public void Generated_streams_with_any_paging_read_the_same()
    {
        var random = new Random(7845);
        for (var round = 0; round < 200; round++)
        {
            var packets = Enumerable.Range(0, random.Next(1, 40))
                .Select(_ => Samples.Packet(random, Celt20Ms, random.Next(1, 1_276)))
                .ToArray();
            var pages = new List<RawPage>();
            for (int taken = 0, next; taken < packets.Length; taken = next)
            {
                next = Math.Min(packets.Length, taken + random.Next(1, 20));
                pages.Add(
                    RawPage.Of(next == packets.Length ? (byte)4 : (byte)0, 960L * next, (uint)(2 + pages.Count), packets[taken..next]));
            }

            var ogg = OggPages.Stream([.. pages]);
            Samples.Parsed(ogg).PacketsDigest.ShouldBe(Samples.Parsed(Samples.Chunk(packets)).PacketsDigest);
            Samples.StoredPacketsOf(ogg).ShouldBe(packets);
        }
    }
}
