using Chronote.Media.Pcm;

namespace Chronote.Media.Tests.Pcm;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(16_000)]
    [InlineData(22_050)]
    [InlineData(24_000)]
    [InlineData(32_000)]
    [InlineData(44_100)]
    [InlineData(47_999)]
    [InlineData(88_200)]
    [InlineData(96_000)]
    [InlineData(192_000)]
    public void A_tone_keeps_its_height_its_level_and_its_place(int fromHz)
    {
        var output = Resampler.Convert(new(fromHz, 1, Tone(fromHz, 1_000, fromHz / 2)), 48_000);
        output.Samples.ShouldBe((fromHz / 2 * 48_000L + fromHz - 1) / fromHz);
        var expected = Tone(48_000, 1_000, (int)output.Samples);
        for (var index = 2_000; index < output.Samples - 2_000; index++)
            output.Values.Span[index].ShouldBe(expected[index], 3e-4f);
    }

    [Theory]
    [InlineData(96_000, 30_000), InlineData(192_000, 26_500), InlineData(88_200, 43_000)]
    public void What_48_kHz_cannot_hold_is_not_folded_back(int fromHz, int toneHz)
    {
        var output = Resampler.Convert(new(fromHz, 1, Tone(fromHz, toneHz, fromHz / 4)), 48_000);
        output.Values.ToArray()[1_000..^1_000].Max(Math.Abs).ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public void How_the_pushes_are_cut_changes_nothing()
    {
        var input = Signals.Sweep(20_000, rateHz: 44_100);
        var whole = Resampler.Convert(new(44_100, 1, input), 48_000).Values.ToArray();
        var random = new Random(2);
        var resampler = new Resampler(44_100, 48_000);
        var pieces = new List<float>();
        for (int start = 0, end; start < input.Length; start = end)
        {
            end = Math.Min(input.Length, start + random.Next(1, 900));
            resampler.Push(input.AsSpan(start, end - start), pieces);
        }

        resampler.Flush(pieces);
        pieces.ShouldBe(whole);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7), InlineData(441)]
    public void The_shortest_inputs_have_the_right_length(int samples)
    {
        Resampler.Convert(new(44_100, 2, new float[2 * samples]), 48_000).Samples.ShouldBe((samples * 160 + 146) / 147);
        Resampler.Convert(new(96_000, 1, new float[samples]), 48_000).Samples.ShouldBe((samples + 1) / 2);
    }

    [Fact]
    public void Channels_stay_apart()
    {
        var stereo = new float[2 * 16_000];
        for (var index = 0; index < 16_000; index++)
            stereo[2 * index] = 0.5f;
        var output = Resampler.Convert(new(16_000, 2, stereo), 48_000).Values.Span;
        output[24_000 * 2].ShouldBe(0.5f, 1e-5f);
        output[24_000 * 2 + 1].ShouldBe(0f);
    }

    private static float[] Tone(int rateHz, double toneHz, int samples) =>
        [.. Enumerable.Range(0, samples).Select(index => (float)(0.5 * Math.Sin(2 * Math.PI * toneHz * index / rateHz)))];
}
