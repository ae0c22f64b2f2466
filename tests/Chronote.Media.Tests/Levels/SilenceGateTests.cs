using Chronote.Media.Levels;
using Chronote.Media.Wav;

namespace Chronote.Media.Tests.Levels;

public sealed class SilenceGateTests
{
    [Fact]
    public void Levels_are_decibels_of_full_scale()
    {
        FrameLevel.Of(Enumerable.Repeat(1f, 960).ToArray()).ShouldBe(new(0, 0));
        FrameLevel.Of(new float[960]).ShouldBe(new(-120, -120));
        FrameLevel.Of(Array.Empty<float>()).ShouldBe(new(-120, -120));
        var sine = Enumerable.Range(0, 960).Select(index => (float)Math.Sin(2 * Math.PI * index / 48)).ToArray();
        FrameLevel.Of(sine).RmsDbfs.ShouldBe(-3.01f, 0.01f);
        FrameLevel.Of(sine.Select(value => (short)(value * 3_276.8f)).ToArray()).RmsDbfs.ShouldBe(-23.01f, 0.02f);
        FrameLevel.Of([short.MinValue]).PeakDbfs.ShouldBe(0);
    }

    [Fact]
    public void A_last_part_of_a_frame_counts() =>
        FrameLevel.OfEach20Ms(new float[16_000 + 1], 16_000, 1).Length.ShouldBe(51);

    [Theory]
    [InlineData(0f), InlineData(-60f), InlineData(-46f)]
    public void Steady_noise_below_the_threshold_is_silence(float dbfs) =>
        Judge(dbfs == 0 ? new float[240_000] : Noise(dbfs, 240_000)).HasSpeech.ShouldBeFalse();

    [Fact]
    public void A_steady_fan_is_silence_although_it_is_loud() =>
        Judge(Noise(-34, 240_000)).HasSpeech.ShouldBeFalse();

    [Fact]
    public void A_click_is_not_speech()
    {
        var pcm = Noise(-70, 240_000);
        Signals.Noise(960, 0.9f, seed: 3).CopyTo(pcm, 100_000);
        Judge(pcm).HasSpeech.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0), InlineData(-12), InlineData(-20)]
    public void Real_speech_is_speech_at_any_usual_level_and_over_a_fan(int gainDb)
    {
        var speech = Speech("Yes, let us postpone the release until Monday morning.");
        var gain = (float)Math.Pow(10, gainDb / 20.0);
        var quietRoom = new float[480_000];
        for (var index = 0; index < Math.Min(speech.Length, 240_000); index++)
            quietRoom[120_000 + index] = gain * speech[index];
        Judge(quietRoom).HasSpeech.ShouldBeTrue();

        var fan = Noise(-55, quietRoom.Length);
        Judge([.. quietRoom.Select((value, index) => value + fan[index])]).HasSpeech.ShouldBeTrue();
    }

    [Fact]
    public void One_short_word_in_a_long_chunk_is_speech()
    {
        var pcm = Noise(-65, 720_000);
        var word = Speech("Yes.");
        for (var index = 0; index < word.Length; index++)
            pcm[400_000 + index] += 0.3f * word[index];
        Judge(pcm).HasSpeech.ShouldBeTrue();
    }

    [Fact]
    public void Speech_without_any_pause_is_speech() =>
        Judge(Signals.Noise(240_000, 0.3f, seed: 6)).HasSpeech.ShouldBeTrue();

    private static SilenceVerdict Judge(float[] pcm) => SilenceGate.Judge(FrameLevel.OfEach20Ms(pcm, 48_000, 1));

    private static float[] Noise(float rmsDbfs, int samples) => Signals.Noise(
        samples, (float)(Math.Sqrt(3) * Math.Pow(10, rmsDbfs / 20)), seed: 8);

    private static float[] Speech(string text)
    {
        using var tool = new ExternalTool();
        tool.Run("flite", "-voice", "slt", "-t", text, "-o", "speech.wav");
        var audio = WavFile.Read(tool.Load("speech.wav")).Value!;
        return Chronote.Media.Pcm.Resampler.Convert(audio, 48_000).Values.ToArray();
    }
}
