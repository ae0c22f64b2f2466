using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Media.Tests.Opus;

public sealed class SampleExactEncoderTests
{
    /// <summary>
    /// Opus' speech mode (SILK) itself is heard up to three samples early, in files of any encoder; its music mode (CELT) is exact.
    /// </summary>
    private const int SpeechModeSamples = 3;

    private static readonly OpusEncoding Music = new(1) { Application = OpusApplication.Audio, BitrateBps = 64_000 };

    public static TheoryData<int, OpusApplication, int, int> Encodings() => new()
    {
        { 1, OpusApplication.Voip, 16_000, SpeechModeSamples },
        { 1, OpusApplication.Voip, 32_000, SpeechModeSamples },
        { 1, OpusApplication.Audio, 64_000, 0 },
        { 2, OpusApplication.Audio, 96_000, 0 },
        { 2, OpusApplication.Voip, 48_000, SpeechModeSamples },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Packet_k_decodes_exactly_at_sample_960_k(int channels, OpusApplication application, int bitrateBps, int earlySamplesMax)
    {
        var said = Signals.Sweep(48_000, channels);
        var (packets, endTrim) = Samples.Encode(said, new(channels) { Application = application, BitrateBps = bitrateBps });
        packets.Count.ShouldBe(50);
        endTrim.ShouldBe(0);
        var heard = Decode(Samples.Chunk(packets, new(channels)));
        Signals.OffsetSamples(Signals.Sweep(48_000), heard).ShouldBeInRange(-earlySamplesMax, 0);
    }

    [Fact]
    public void An_impulse_is_heard_at_its_sample()
    {
        var said = new float[9_600];
        said[4_321] = 0.9f;
        var (packets, _) = Samples.Encode(said, Music with { BitrateBps = 256_000 });
        var heard = Decode(Samples.Chunk(packets));
        heard.Select((value, index) => (Magnitude: Math.Abs(value), index)).Max().index.ShouldBe(4_321);
    }

    [Fact]
    public void Ffmpeg_hears_it_at_the_same_place()
    {
        using var tool = new ExternalTool();
        var said = Signals.Sweep(47_000);
        var (packets, endTrim) = Samples.Encode(said, Music);
        endTrim.ShouldBe(49 * 960 - 47_000);
        tool.Save("chunk.ogg", Samples.Chunk(packets, endTrimSamples: endTrim));
        var heard = tool.DecodeWithFfmpeg("chunk.ogg", 1);
        heard.Length.ShouldBe(47_000);
        Signals.OffsetSamples(said, heard).ShouldBe(0);
    }

    [Fact]
    public void How_the_pushes_are_cut_does_not_change_a_packet()
    {
        var said = Signals.Sweep(30_000, channels: 2);
        var whole = Samples.Encode(said, new(2)).Packets;
        var random = new Random(4);
        var pieces = new List<byte[]>();
        using var encoder = new SampleExactEncoder(new(2), packet => pieces.Add(packet.ToArray()));
        for (int start = 0, end; start < said.Length; start = end)
        {
            end = Math.Min(said.Length, start + 2 * random.Next(1, 3_000));
            encoder.Push(said.AsSpan(start, end - start));
        }

        encoder.Flush();
        encoder.PushedSamples.ShouldBe(30_000);
        encoder.EmittedPackets.ShouldBe(pieces.Count);
        pieces.ShouldBe(whole);
    }

    [Fact]
    public void Sixteen_bit_pushes_sound_like_floating_ones()
    {
        var said = Signals.Sweep(24_000);
        var packets = new List<byte[]>();
        using var encoder = new SampleExactEncoder(Music, packet => packets.Add(packet.ToArray()));
        encoder.Push([.. said.Select(value => (short)(value * 32_768))]);
        encoder.Flush().ShouldBe(0);
        Signals.OffsetSamples(said, Decode(Samples.Chunk(packets))).ShouldBe(0);
    }

    [Fact]
    public void The_packets_are_those_of_a_plain_encoder_fed_on_the_same_grid()
    {
        var said = Signals.Sweep(19_200);
        var packets = Samples.Encode(said, new(1)).Packets;
        using var encoder = new OpusEncoder(new(1));
        encoder.LookaheadSamples.ShouldBe(312);
        float[] fed = [.. new float[960 - 312], .. said, .. new float[312]];
        var packet = new byte[MediaLimits.OpusFrameBytesMax];
        for (var index = 0; index < fed.Length / 960; index++)
        {
            var bytes = encoder.Encode(fed.AsSpan(index * 960, 960), packet);
            if (index > 0)
                packets[index - 1].ShouldBe(packet[..bytes]);
        }
    }

    [Fact]
    public void Chunks_joined_are_the_unbroken_encoding()
    {
        var said = Signals.Sweep(5 * 48_000);
        var (packets, _) = Samples.Encode(said, Music);
        var joined = new List<byte[]>();
        for (int start = 0, end; start < packets.Count; start = end)
        {
            end = Math.Min(packets.Count, start + 61);
            var chunk = Samples.Chunk(packets[start..end], new(1) { StartGranule = 960L * start });
            Samples.Parsed(chunk).StartGranule.ShouldBe(960L * start);
            joined.AddRange(Samples.StoredPacketsOf(chunk));
        }

        joined.ShouldBe(packets);
        Decode(Samples.Chunk(joined)).ShouldBe(Decode(Samples.Chunk(packets)));
        Signals.OffsetSamples(said, Decode(Samples.Chunk(joined))).ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 1, 959), InlineData(959, 1, 1), InlineData(960, 1, 0), InlineData(961, 2, 959), InlineData(0, 0, 0)]
    public void Flushing_pads_the_last_packet_and_says_how_much(int samples, int packets, int endTrim)
    {
        var (emitted, trim) = Samples.Encode(new float[samples], new(1));
        emitted.Count.ShouldBe(packets);
        trim.ShouldBe(endTrim);
    }

    [Fact]
    public void Settings_out_of_range_are_named()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new OpusEncoder(new(1) { BitrateBps = 5_999 })).ParamName.ShouldBe("BitrateBps");
        Should.Throw<ArgumentOutOfRangeException>(() => new OpusEncoder(new(1) { Complexity = 11 })).ParamName.ShouldBe("Complexity");
        Should.Throw<ArgumentOutOfRangeException>(() => new OpusEncoder(new(3))).ParamName.ShouldBe("Channels");
    }

    [Fact]
    public void Decoding_to_16_kHz_keeps_place_and_duration()
    {
        var said = Signals.Sweep(16_000, rateHz: 16_000, amplitude: 0.5f);
        var (packets, endTrim) = Samples.Encode(Signals.Sweep(48_000), new(1));
        var decoded = OpusChunkDecoder.Decode(Samples.Parsed(Samples.Chunk(packets, endTrimSamples: endTrim)), 16_000, 1).Value!;
        decoded.Samples.ShouldBe(16_000);
        Math.Abs(Signals.OffsetSamples(said, decoded.Values.Span, reach: 300)).ShouldBeLessThanOrEqualTo(
            16, "libopus' own resampler delays by less than a millisecond");
    }

    private static float[] Decode(byte[] ogg) => OpusChunkDecoder.Decode(Samples.Parsed(ogg), 48_000, 1).Value!.Values.ToArray();
}
