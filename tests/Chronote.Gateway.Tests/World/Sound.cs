using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Wav;

namespace Chronote.Gateway.Tests.World;

/// <summary>Chunk bodies. The same arguments give the same bytes, another seed gives others.</summary>
internal static class Sound
{
    public const int PacketSamples = 960;

    /// <summary>A well-formed chunk of 20 ms packets; what they sound like does not matter.</summary>
    public static byte[] Ogg(int seed = 1, int packets = 50, int channels = 1)
    {
        var random = new Random(seed);
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(channels), output);
        var packet = new byte[60];
        for (var i = 0; i < packets; i++)
        {
            random.NextBytes(packet);
            packet[0] = (byte)(channels == 1 ? 0x78 : 0x7C); // one 20 ms CELT frame (RFC 6716, section 3.1)
            writer.Write(packet);
        }
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Long and small: each packet is 120 ms, six frames of 20 ms that say nothing (RFC 6716, section 3.2.5).</summary>
    public static byte[] SilentOgg(double seconds)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(1), output);
        for (var at = 0.0; at < seconds; at += 0.12) writer.Write([0x7B, 0x06]);
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A chunk that is real audio: what libopus makes of a tone.</summary>
    public static byte[] Tone(double seconds, int channels = 1)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(channels), output);
        using var encoder = new SampleExactEncoder(new OpusEncoding(channels), packet => writer.Write(packet));
        encoder.Push(Sine((int)(seconds * 48_000), 48_000, channels));
        writer.Finish(encoder.Flush());
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Wav(double seconds = 1, int rateHz = 16_000, double hz = 440)
    {
        var samples = Sine((int)(seconds * rateHz), rateHz, 1, hz);
        var file = new byte[WavWriter.HeaderBytes + 2 * samples.Length];
        WavWriter.Header(file, rateHz, 1, 2 * samples.Length);
        WavWriter.Samples(samples, file.AsSpan(WavWriter.HeaderBytes));
        return file;
    }

    public static byte[] Flac(double seconds = 1, int rateHz = 16_000)
    {
        var folder = Directory.CreateTempSubdirectory("chronote-flac-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "a.wav"), Wav(seconds, rateHz));
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-i", "a.wav", "a.flac"]) { WorkingDirectory = folder })!;
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, "ffmpeg");
            return File.ReadAllBytes(Path.Combine(folder, "a.flac"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Where the pages of an Ogg stream begin.</summary>
    public static IReadOnlyList<int> Pages(byte[] ogg) => [.. Enumerable.Range(0, ogg.Length - 3).Where(at => ogg.AsSpan(at).StartsWith("OggS"u8))];

    /// <summary>Sets the granule position of a page and mends its checksum, so that only the granule is wrong.</summary>
    public static byte[] WithGranule(byte[] ogg, int page, long granule)
    {
        var starts = Pages(ogg);
        var changed = ogg.ToArray();
        var bytes = changed.AsSpan(starts[page], (page + 1 < starts.Count ? starts[page + 1] : ogg.Length) - starts[page]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[6..], granule);
        bytes.Slice(22, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[22..], Crc(bytes));
        return changed;
    }

    // The definition of RFC 3533, bit by bit.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0u;
        foreach (var value in bytes)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x8000_0000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
        }
        return crc;
    }

    private static float[] Sine(int samples, int rateHz, int channels, double hz = 440)
    {
        var values = new float[samples * channels];
        for (var i = 0; i < samples; i++)
            for (var channel = 0; channel < channels; channel++) values[i * channels + channel] = (float)(0.4 * Math.Sin(2 * Math.PI * hz * i / rateHz));
        return values;
    }
}
