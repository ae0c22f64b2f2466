using System.Buffers.Binary;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Media.Tests.Wav;

public sealed class WavFileTests
{
    [Theory]
    [InlineData("pcm_u8", 0.02f)]
    [InlineData("pcm_s16le", 1e-4f)]
    [InlineData("pcm_s24le", 1e-4f)]
    [InlineData("pcm_s32le", 1e-4f)]
    [InlineData("pcm_f32le", 1e-4f)]
    public void Every_format_of_ffmpeg_is_read(string codec, float tolerance)
    {
        using var tool = new ExternalTool();
        var said = Signals.Sweep(10_001, channels: 2);
        tool.Save("in.wav", WavFile.Write(new(44_100, 2, said)));
        tool.Run("ffmpeg", "-v", "error", "-i", "in.wav", "-c:a", codec, "out.wav");
        var audio = WavFile.Read(tool.Load("out.wav")).Value!;
        (audio.RateHz, audio.Channels, audio.Samples).ShouldBe((44_100, 2, 10_001));
        for (var index = 0; index < said.Length; index++)
            audio.Values.Span[index].ShouldBe(said[index], tolerance);
    }

    [Fact]
    public void An_extensible_file_of_six_channels_is_read()
    {
        using var tool = new ExternalTool();
        tool.Run("sox", "-n", "-r", "48000", "-c", "6", "-b", "24", "out.wav", "synth", "0.1", "sine", "400");
        var bytes = tool.Load("out.wav");
        BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(20)).ShouldBe((ushort)0xFFFE);
        var audio = WavFile.Read(bytes).Value!;
        (audio.Channels, audio.Samples).ShouldBe((6, 4_800));
    }

    [Fact]
    public void A_streaming_header_means_until_the_end()
    {
        foreach (var size in new[] { 0u, uint.MaxValue })
        {
            var bytes = Good();
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(40), size);
            WavHeader.Read(bytes).Value!.DataBytes.ShouldBeNull();
            WavFile.Read(bytes).Value!.Samples.ShouldBe(100);
        }
    }

    [Fact]
    public void What_ffmpeg_streams_to_a_pipe_is_read()
    {
        using var tool = new ExternalTool();
        tool.Save("in.wav", Good());
        tool.Run("sh", "-c", "ffmpeg -v error -i in.wav -f wav - | cat > out.wav");
        WavFile.Read(tool.Load("out.wav")).Value!.Samples.ShouldBe(100);
    }

    [Fact]
    public void An_RF64_file_takes_its_size_from_ds64()
    {
        using var tool = new ExternalTool();
        tool.Save("in.wav", Good());
        tool.Run("ffmpeg", "-v", "error", "-i", "in.wav", "-rf64", "always", "out.wav");
        WavHeader.Read(tool.Load("out.wav")).Value!.DataBytes.ShouldBe(400);
    }

    [Fact]
    public void Chunks_of_odd_size_are_skipped_with_their_padding()
    {
        var good = Good();
        byte[] bytes = [.. good[..12], .. "note"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. good[12..]];
        WavFile.Read(bytes).Value!.Samples.ShouldBe(100);
    }

    [Fact]
    public void What_follows_the_samples_is_not_audio()
    {
        byte[] bytes = [.. Good(), .. "LIST"u8, 4, 0, 0, 0, 1, 2, 3, 4];
        WavFile.Read(bytes).Value!.Samples.ShouldBe(100);
    }

    public static TheoryData<string, string, byte[]> WrongFiles()
    {
        byte[] With(int offset, params byte[] values)
        {
            var bytes = Good();
            values.CopyTo(bytes, offset);
            return bytes;
        }

        return new()
        {
            { "nothing", FaultCode.Truncated, [] },
            { "not RIFF", FaultCode.NotWav, With(0, 65) },
            { "not WAVE", FaultCode.NotWav, With(8, 65) },
            { "samples before format", FaultCode.BadHeader, With(12, "junk"u8.ToArray()) },
            { "no samples", FaultCode.Truncated, Good()[..36] },
            { "a cut format", FaultCode.Truncated, Good()[..30] },
            { "a short format", FaultCode.BadHeader, [.. "RIFF....WAVEfmt "u8, 4, 0, 0, 0, 1, 0, 1, 0] },
            { "A-law", FaultCode.Unsupported, With(20, 6) },
            { "12 bits", FaultCode.Unsupported, With(34, 12) },
            { "64-bit float", FaultCode.Unsupported, With(34, 64) },
            { "no channel", FaultCode.UnsupportedChannels, With(22, 0, 0) },
            { "300 channels", FaultCode.UnsupportedChannels, With(22, 44, 1) },
            { "0 Hz", FaultCode.Unsupported, With(24, 0, 0, 0, 0) },
            { "4 GHz", FaultCode.Unsupported, With(24, 255, 255, 255, 255) },
            { "a lie about the frame", FaultCode.BadHeader, With(32, 2) },
            { "a lie about the rate of bytes", FaultCode.BadHeader, With(28, 1) },
            { "a lie about the samples", FaultCode.Truncated, With(40, 148, 1) },
            { "half a frame", FaultCode.BadHeader, With(40, 143, 1) },
            { "only a streaming header", FaultCode.Empty, With(40, 0, 0, 0, 0)[..44] },
        };
    }

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public void A_wrong_file_is_refused_by_name(string wrong, string code, byte[] bytes)
    {
        var fault = WavFile.Read(bytes).Fault;
        fault.ShouldNotBeNull(wrong);
        fault.Code.ShouldBe(code, $"{wrong}: {fault.Message}");
    }

    [Fact]
    public void A_file_longer_than_allowed_is_refused_before_memory_is_taken() =>
        WavFile.Read(Good(), maxValues: 199).Fault!.Code.ShouldBe(FaultCode.TooLong);

    private static byte[] Good() => WavFile.Write(new(48_000, 2, Signals.Sweep(100, channels: 2)));
}
