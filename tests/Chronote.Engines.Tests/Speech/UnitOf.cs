using System.Buffers;
using Chronote.Domain.Transcription;
using Chronote.Engines.Sound;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Engines.Tests.Speech;

/// <summary>Units made of sounds: 16 kHz samples in, a request with Ogg/Opus out.</summary>
internal static class UnitOf
{
    public static EngineRequest Samples(short[] samples, string context = "", string? language = "en", params string[] vocabulary)
        => new("m1/ana/0", Ogg(samples), context, language, vocabulary);

    public static EngineRequest Bytes(byte[] bytes) => new("m1/ana/0", bytes, "", "en", []);

    public static short[] Silence(double seconds) => new short[(int)(seconds * UnitSound.Hz)];

    public static short[] Tone(double seconds, double dbfs, double hz = 440)
        => [.. Enumerable.Range(0, (int)(seconds * UnitSound.Hz))
            .Select(i => (short)(Math.Sqrt(2) * 32_767 * Math.Pow(10, dbfs / 20) * Math.Sin(2 * Math.PI * hz * i / UnitSound.Hz)))];

    public static short[] Noise(double seconds, double dbfs)
    {
        var random = new Random(7);
        var amplitude = Math.Sqrt(3) * 32_767 * Math.Pow(10, dbfs / 20);
        var samples = Silence(seconds);
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (short)Math.Clamp((random.NextDouble() * 2 - 1) * amplitude, short.MinValue, short.MaxValue);
        return samples;
    }

    /// <summary>Something with the rise and fall of speech: 8 dB of noise bursts, four a second.</summary>
    public static short[] Babble(double seconds, double dbfs)
        => [.. Noise(seconds, dbfs).Select((sample, i) => i / (UnitSound.Hz / 8) % 2 == 0 ? sample : (short)(sample / 100))];

    private static byte[] Ogg(short[] samples)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(Channels: 1), bytes);
        using var encoder = new SampleExactEncoder(new OpusEncoding(Channels: 1), packet => writer.Write(packet));
        encoder.Push(At48kHz(samples));
        writer.Finish(encoder.Flush());
        return bytes.WrittenSpan.ToArray();
    }

    private static short[] At48kHz(short[] samples)
    {
        var raised = new short[samples.Length * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            var next = i + 1 < samples.Length ? samples[i + 1] : samples[i];
            for (var third = 0; third < 3; third++) raised[3 * i + third] = (short)(samples[i] + (next - samples[i]) * third / 3);
        }
        return raised;
    }
}
