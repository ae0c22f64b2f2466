using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Media.Tests.Ogg;

/// <summary>What other programs write is read here, and what is written here is read by other programs.</summary>
public sealed class ForeignFilesTests : IDisposable
{
    private const int SpeechModeSamples = 5;
    private readonly ExternalTool tool = new();

    [Theory]
    [InlineData("--framesize 20 --music")]
    [InlineData("--framesize 60 --bitrate 24")]
    [InlineData("--framesize 2.5 --bitrate 96")]
    [InlineData("--framesize 10 --speech --comment TITLE=x")]
    public void A_file_of_opusenc_is_read_and_keeps_its_duration(string options)
    {
        tool.Save("in.wav", WavFile.Write(new(48_000, 1, Signals.Sweep(100_001))));
        tool.Run("opusenc", [.. options.Split(' '), "--quiet", "in.wav", "out.opus"]);
        var chunk = Samples.Parsed(tool.Load("out.opus"));
        chunk.DurationSamples.ShouldBe(100_001);
        chunk.PreSkipSamples.ShouldBeGreaterThan(0);
        var heard = OpusChunkDecoder.Decode(chunk, 48_000, 1).Value!;
        heard.Samples.ShouldBe(100_001);
        Signals.OffsetSamples(Signals.Sweep(100_001), heard.Values.Span).ShouldBeInRange(-SpeechModeSamples, 0);
    }

    [Theory]
    [InlineData("-b:a 32k -application voip")]
    [InlineData("-ac 2 -b:a 128k")]
    [InlineData("-frame_duration 60 -b:a 16k")]
    [InlineData("-b:a 510k -frame_duration 120 -ac 2")]
    public void A_file_of_ffmpeg_is_read_and_keeps_its_duration(string options)
    {
        tool.Save("in.wav", WavFile.Write(new(48_000, 1, Signals.Sweep(100_001))));
        tool.Run("ffmpeg", ["-v", "error", "-i", "in.wav", "-c:a", "libopus", .. options.Split(' '), "out.ogg"]);
        var chunk = Samples.Parsed(tool.Load("out.ogg"));
        chunk.DurationSamples.ShouldBe(100_001);
        Signals.OffsetSamples(Signals.Sweep(100_001), OpusChunkDecoder.Decode(chunk, 48_000, 1).Value!.Values.Span).ShouldBeInRange(
            -SpeechModeSamples, 0);
    }

    [Fact]
    public void A_chunk_is_accepted_by_opusinfo_and_ffprobe_without_a_warning()
    {
        // opusinfo finds a pre-skip of 0 implausible, since it cannot know of a sample-exact encoder.
        var (packets, endTrim) = Samples.Encode(Signals.Sweep(312 + 123_457, channels: 2), new(2) { BitrateBps = 96_000 });
        var tags = new OpusTags("Chronote tests", ["TITLE=Überschrift", "TRACK=mic"]);
        tool.Save("chunk.ogg", Samples.Chunk(packets, new(2) { PreSkipSamples = 312, Tags = tags }, endTrim));

        var info = tool.Run("opusinfo", "chunk.ogg");
        info.ShouldNotContain("WARNING");
        info.ShouldContain("TITLE=Überschrift");
        info.ShouldContain("Playback length: 0m:02.572s");
        tool.Run("ffprobe", "-v", "warning", "-show_entries", "stream=duration_ts,channels", "-of", "csv=p=0", "chunk.ogg").Trim().ShouldBe(
            $"2,{312 + 123_457}", "ffprobe counts the pre-skip");
        tool.DecodeWithFfmpeg("chunk.ogg", 2).Length.ShouldBe(2 * 123_457);
        tool.Run("opusdec", "--quiet", "--float", "chunk.ogg", "decoded.wav");
    }

    [Fact]
    public void Tags_are_read_back()
    {
        var tags = new OpusTags("maker", ["A=1", "B=ü"]);
        var read = OpusTags.Read(tags.ToPacket(), 0).Value!;
        read.Vendor.ShouldBe("maker");
        read.Comments.ShouldBe(["A=1", "B=ü"]);
    }

    public void Dispose() => tool.Dispose();
}
