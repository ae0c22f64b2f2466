using Chronote.Media.Opus;

namespace Chronote.Media.Tests.Timeline;

/// <summary>Assembled files in front of other programs.</summary>
[Trait("Speed", "Slow")]
public sealed class AssembledFileTests : IDisposable
{
    private readonly ExternalTool tool = new();

    [Fact]
    public void Opusinfo_and_ffprobe_find_nothing_wrong_and_the_exact_duration()
    {
        var meeting = Spoken(channels: 1);
        meeting.EndSamples = 1_000_001;
        tool.Save("track.ogg", meeting.Assemble());
        var info = tool.Run("opusinfo", "track.ogg");
        info.ShouldNotContain("WARNING");
        info.ShouldContain("Pre-skip: 3840");
        info.ShouldContain("Playback length: 0m:20.833s");
        tool.Run("ffprobe", "-v", "warning", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", "track.ogg").Trim().ShouldBe(
            $"{3_840 + 1_000_001}", "ffprobe counts the pre-skip");
        tool.DecodeWithFfmpeg("track.ogg", 1).Length.ShouldBe(1_000_001);
        Samples.Parsed(tool.Load("track.ogg")).DurationSamples.ShouldBe(1_000_001);
    }

    [Theory]
    [InlineData(1), InlineData(2)]
    public void Each_chunk_is_heard_at_its_place(int channels)
    {
        var meeting = Spoken(channels);
        tool.Save("track.ogg", meeting.Assemble());
        var heard = tool.DecodeWithFfmpeg("track.ogg", 1);
        var said = Signals.Sweep(96_000);
        foreach (var chunk in meeting.Chunks)
        {
            var offset = Signals.OffsetSamples(said, heard.AsSpan((int)chunk.StartSamples, 96_000));
            offset.ShouldBeInRange(-119, 0);
            offset.ShouldBe((int)(chunk.StartSamples / 120 * 120 - chunk.StartSamples), "rounding down is the only deviation");
        }
    }

    [Fact]
    public void Gaps_are_silent()
    {
        var meeting = Spoken(channels: 1);
        tool.Save("track.ogg", meeting.Assemble());
        var heard = tool.DecodeWithFfmpeg("track.ogg", 1);
        // The last 20 ms of a chunk ring into what follows; 100 ms later nothing is left.
        heard.AsSpan(200_000 + 96_000 + 4_800, 90_000).ToArray().Max(Math.Abs).ShouldBeLessThan(1e-4f);
    }

    [Theory]
    [InlineData(2.0), InlineData(4.7), InlineData(9.31), InlineData(15.0)]
    public void Ffmpeg_finds_the_same_audio_by_seeking(double seconds)
    {
        var meeting = Spoken(channels: 1);
        tool.Save("track.ogg", meeting.Assemble());
        var whole = tool.DecodeWithFfmpeg("track.ogg", 1);
        var sought = tool.DecodeWithFfmpeg("track.ogg", 1, "-ss", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var start = (int)Math.Round(seconds * 48_000);
        // After a seek ffmpeg's decoder drops the pre-skip again, so a target within 80 ms behind a page line is heard from there on, not
        // earlier.
        (whole.Length - start - sought.Length).ShouldBeInRange(-1, 3_840);
        var tail = whole.AsSpan(whole.Length - sought.Length);
        // Past the decoder's convergence the samples agree.
        for (var index = 9_600; index < sought.Length; index++)
            sought[index].ShouldBe(tail[index], 2e-3f);
    }

    [Fact]
    public void Mono_and_stereo_chunks_share_a_track()
    {
        var meeting = new Meeting(channels: 2)
            .Add(0, Encoded(1, 48_000)).Add(48_000, Encoded(2, 48_000)).Add(150_000, Encoded(1, 48_000));
        tool.Save("track.ogg", meeting.Assemble());
        tool.Run("opusinfo", "track.ogg").ShouldNotContain("WARNING");
        var heard = tool.DecodeWithFfmpeg("track.ogg", 2);
        heard.Length.ShouldBe(2 * 198_000);
        foreach (var start in new[] { 0, 48_000, 150_000 })
            heard.AsSpan(2 * start, 96_000).ToArray().Max(Math.Abs).ShouldBeGreaterThan(0.2f);
    }

    public void Dispose() => tool.Dispose();

    private static Meeting Spoken(int channels) =>
        new Meeting(channels)
            .Add(0, Encoded(channels, 96_000))
            .Add(200_000, Encoded(channels, 96_000))
            .Add(500_123, Encoded(channels, 96_000))
            .Add(800_077, Encoded(channels, 96_000));

    private static byte[] Encoded(int channels, int samples)
    {
        var encoding = new OpusEncoding(channels) { Application = OpusApplication.Audio, BitrateBps = 64_000 * channels };
        return Samples.Chunk(Samples.Encode(Signals.Sweep(samples, channels), encoding).Packets, new(channels));
    }
}
