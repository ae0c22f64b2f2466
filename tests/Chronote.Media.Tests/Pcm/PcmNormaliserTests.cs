using Chronote.Media.Opus;
using Chronote.Media.Pcm;

namespace Chronote.Media.Tests.Pcm;

public sealed class PcmNormaliserTests
{
    private static readonly OpusEncoding Music = new(1) { Application = OpusApplication.Audio, BitrateBps = 64_000 };

    [Theory]
    [InlineData(48_000, 1, 0)]
    [InlineData(44_100, 2, 0)]
    [InlineData(16_000, 1, 0)]
    [InlineData(44_100, 1, 20_000)]
    [InlineData(48_000, 2, 1_234)]
    [InlineData(22_050, 6, 9_999)]
    public void A_chunk_is_heard_exactly_where_it_was(int rateHz, int channels, int beforeSamples)
    {
        var said = Signals.Sweep(beforeSamples + rateHz, channels, rateHz: rateHz);
        var before = beforeSamples == 0 ? null : new PcmAudio(rateHz, channels, said.AsMemory(0, beforeSamples * channels));
        var ogg = PcmNormaliser.ToOggOpus(new(rateHz, channels, said.AsMemory(beforeSamples * channels)), before, Music);

        var chunk = Samples.Parsed(ogg);
        (chunk.PreSkipSamples, chunk.DurationSamples, chunk.Channels).ShouldBe((0, 48_000L, 1));
        var alone = new PcmAudio(rateHz, channels, said.AsMemory(beforeSamples * channels));
        var expected = Resampler.Convert(ChannelMix.To(alone, 1), 48_000).Values.Span;
        Signals.OffsetSamples(expected, OpusChunkDecoder.Decode(chunk, 48_000, 1).Value!.Values.Span).ShouldBe(0);
    }

    [Fact]
    public void With_what_was_before_a_chunk_begins_as_if_it_had_never_been_cut()
    {
        // A steady tone across the border; without pre-roll the encoder believes that it begins there.
        var said = Enumerable.Range(0, 96_000).Select(index => (float)(0.5 * Math.Sin(index * 0.05))).ToArray();
        var first = Samples.Chunk(Samples.Encode(said, Music).Packets.Take(50));
        var withBefore = PcmNormaliser.ToOggOpus(new(48_000, 1, said.AsMemory(48_000)), new(48_000, 1, said.AsMemory(0, 48_000)), Music);
        var without = PcmNormaliser.ToOggOpus(new(48_000, 1, said.AsMemory(48_000)), null, Music);
        ErrorAtBorder(first, withBefore, said).ShouldBeLessThan(0.2f * ErrorAtBorder(first, without, said));
    }

    [Fact]
    public void Odd_durations_are_kept_to_the_sample()
    {
        var ogg = PcmNormaliser.ToOggOpus(new(44_100, 1, new float[12_345]), null, new(1));
        Samples.Parsed(ogg).DurationSamples.ShouldBe((12_345 * 160 + 146) / 147);
    }

    /// <summary>The largest error within 10 ms behind the border of two chunks decoded as one stream.</summary>
    private static float ErrorAtBorder(byte[] first, byte[] second, float[] said)
    {
        var joined = Samples.Chunk([.. Samples.StoredPacketsOf(first), .. Samples.StoredPacketsOf(second)]);
        var heard = OpusChunkDecoder.Decode(Samples.Parsed(joined), 48_000, 1).Value!.Values.Span;
        var error = 0f;
        for (var index = 48_000; index < 48_480; index++)
            error = Math.Max(error, Math.Abs(heard[index] - said[index]));
        return error;
    }
}
