using Chronote.Media.Wav;

namespace Chronote.Crash.Processes;

/// <summary>A WAV file in which no two moments sound alike: bursts of noise with short pauses, so that chunks end where a recorder would end them.</summary>
internal static class NoiseFile
{
    public const int RateHz = 16_000;

    public static string Write(string path, TimeSpan length)
    {
        var draw = new Random(7);
        var samples = (int)(length.TotalSeconds * RateHz);
        var bytes = new byte[WavWriter.HeaderBytes + samples * 2];
        WavWriter.Header(bytes, RateHz, 1, samples * 2L);
        for (var i = 0; i < samples; i++)
        {
            var loud = i / (RateHz / 4) % 5 != 4;
            BitConverter.TryWriteBytes(bytes.AsSpan(WavWriter.HeaderBytes + i * 2), (short)(loud ? draw.Next(-6_000, 6_000) : 0));
        }
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
