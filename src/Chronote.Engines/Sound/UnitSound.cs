using Chronote.Media.Levels;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Engines.Sound;

/// <summary>A unit's audio as engines want it: one channel, 16 kHz.</summary>
internal sealed record UnitSound(ReadOnlyMemory<float> Values)
{
    public const int Hz = 16_000;

    /// <summary>Length of one of <see cref="Levels"/>.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    public TimeSpan Duration => TimeSpan.FromTicks(Values.Length * (TimeSpan.TicksPerSecond / Hz));

    /// <summary>Loudness of every 20 ms in dBFS.</summary>
    public float[] Levels() => [.. FrameLevel.OfEach20Ms(Values.Span, Hz, channels: 1).Select(level => level.RmsDbfs)];

    /// <summary>16-bit samples without any header, little endian.</summary>
    public byte[] RawBytes()
    {
        var bytes = new byte[Values.Length * 2];
        WavWriter.Samples(Values.Span, bytes);
        return bytes;
    }

    public byte[] WavBytes() => WavFile.Write(new PcmAudio(Hz, Channels: 1, Values));
}
