using Chronote.Media.Flac;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Media.Tests.Flac;

[Trait("Speed", "Slow")]
public sealed class FlacFileTests : IDisposable
{
    private readonly ExternalTool tool = new();

    [Theory]
    [InlineData("-c:a flac -compression_level 0")]
    [InlineData("-c:a flac -compression_level 8")]
    [InlineData("-c:a flac -compression_level 12 -lpc_type cholesky")]
    [InlineData("-c:a flac -ch_mode left_side")]
    [InlineData("-c:a flac -ch_mode right_side")]
    [InlineData("-c:a flac -ch_mode mid_side")]
    [InlineData("-c:a flac -ch_mode indep")]
    [InlineData("-c:a flac -prediction_order_method 4 -lpc_coeff_precision 15")]
    [InlineData("-c:a flac -frame_size 1000")]
    [InlineData("-c:a flac -min_prediction_order 1 -lpc_type fixed")]
    [InlineData("-c:a flac -ar 16000"), InlineData("-c:a flac -ar 44100 -ac 1")]
    public void Sixteen_bit_files_decode_to_the_very_samples(string options)
    {
        Decoded_equals_what_ffmpeg_decodes(options, "pcm_s16le");
    }

    [Theory]
    [InlineData("-c:a flac -sample_fmt s32 -bits_per_raw_sample 24")]
    [InlineData("-c:a flac -sample_fmt s32 -bits_per_raw_sample 24 -ch_mode mid_side -compression_level 12")]
    public void Twenty_four_bit_files_decode_to_the_very_samples(string options)
    {
        Decoded_equals_what_ffmpeg_decodes(options, "pcm_s24le");
    }

    [Theory]
    [InlineData("-b 8"), InlineData("-b 16 -C 0"), InlineData("-b 24 -C 8")]
    public void Files_of_sox_are_read(string options)
    {
        tool.Save("in.wav", WavFile.Write(new(44_100, 2, Signals.Sweep(30_001, channels: 2))));
        tool.Run("sh", "-c", $"sox -D in.wav {options} out.flac && sox -D out.flac -b 24 out.wav");
        FlacFile.Read(tool.Load("out.flac")).Value!.Values.ToArray().ShouldBe(WavFile.Read(tool.Load("out.wav")).Value!.Values.ToArray());
    }

    [Fact]
    public void Silence_and_noise_use_constant_and_verbatim_blocks()
    {
        float[] pcm = [.. new float[50_000], .. Signals.Noise(50_000, 0.999f, seed: 9), .. Enumerable.Repeat(-1f, 20_000)];
        tool.Save("in.wav", WavFile.Write(new(48_000, 1, pcm)));
        tool.Run("ffmpeg", "-v", "error", "-i", "in.wav", "-c:a", "flac", "out.flac");
        FlacFile.Read(tool.Load("out.flac")).Value!.Values.ToArray().ShouldBe(WavFile.Read(tool.Load("in.wav")).Value!.Values.ToArray());
    }

    [Fact]
    public void Frames_can_be_read_from_pieces()
    {
        var bytes = Encoded();
        var header = FlacHeader.Read(bytes).Value!;
        var frame = new FlacFrame(header);
        var samples = 0;
        for (int offset = header.FramesOffsetBytes, end = offset + 100; offset < bytes.Length;)
        {
            var fault = frame.Read(bytes.AsSpan(offset, Math.Min(end, bytes.Length) - offset), offset, out var frameBytes);
            if (fault is null)
            {
                samples += frame.Samples;
                offset += frameBytes;
                continue;
            }

            fault.Code.ShouldBe(FaultCode.Truncated);
            end.ShouldBeLessThan(bytes.Length);
            end += 500;
        }

        samples.ShouldBe(48_000);
    }

    [Fact]
    public void Every_cut_is_noticed()
    {
        var bytes = Encoded();
        for (var length = 0; length < bytes.Length; length += length < 200 ? 1 : 97)
            FlacFile.Read(bytes.AsSpan(0, length)).Fault!.Code.ShouldBeOneOf(FaultCode.Truncated, FaultCode.Empty);
    }

    [Fact]
    public void Flipped_bits_in_frames_are_noticed()
    {
        var bytes = Encoded();
        var first = FlacHeader.Read(bytes).Value!.FramesOffsetBytes;
        var random = new Random(9639);
        for (var round = 0; round < 500; round++)
        {
            var mutated = bytes.ToArray();
            mutated[random.Next(first, mutated.Length)] ^= (byte)(1 << random.Next(8));
            FlacFile.Read(mutated).Fault.ShouldNotBeNull();
        }
    }

    [Fact]
    public void A_file_that_is_not_FLAC_is_refused_by_name()
    {
        FlacFile.Read("OggS"u8).Fault!.Code.ShouldBe(FaultCode.NotFlac);
        FlacFile.Read([.. "fLaC"u8, 0x81, 0, 0, 0]).Fault!.Code.ShouldBe(FaultCode.BadHeader);
        FlacFile.Read([.. "fLaC"u8, 0x80, 0, 0, 2, 0, 0]).Fault!.Code.ShouldBe(FaultCode.BadHeader);
    }

    [Fact]
    public void More_audio_than_allowed_is_refused() =>
        FlacFile.Read(Encoded(), maxValues: 47_999).Fault!.Code.ShouldBe(FaultCode.TooLong);

    public void Dispose() => tool.Dispose();

    private byte[] Encoded()
    {
        tool.Save("in.wav", WavFile.Write(new(48_000, 1, Signals.Sweep(48_000))));
        tool.Run("ffmpeg", "-v", "error", "-y", "-i", "in.wav", "-c:a", "flac", "out.flac");
        return tool.Load("out.flac");
    }

    private void Decoded_equals_what_ffmpeg_decodes(string options, string codec)
    {
        // Noise differs between the channels, so that decorrelation has something to do.
        var left = Signals.Sweep(60_001);
        var right = Signals.Noise(60_001, 0.01f, seed: 1);
        float[] both = [.. left.SelectMany((value, index) => new[] { value, 0.8f * value + right[index] })];
        tool.Save("in.wav", WavFile.Write(new(48_000, 2, both)));
        tool.Run("ffmpeg", ["-v", "error", "-i", "in.wav", .. options.Split(' '), "-strict", "-2", "out.flac"]);
        tool.Run("ffmpeg", "-v", "error", "-i", "out.flac", "-c:a", codec, "out.wav");
        var expected = WavFile.Read(tool.Load("out.wav")).Value!;
        var decoded = FlacFile.Read(tool.Load("out.flac"));
        decoded.Fault.ShouldBeNull();
        (decoded.Value!.RateHz, decoded.Value.Channels).ShouldBe((expected.RateHz, expected.Channels));
        decoded.Value.Values.ToArray().ShouldBe(expected.Values.ToArray());
    }
}
