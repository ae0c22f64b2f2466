using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Chronote.Engines.Sound;

/// <summary>A unit's audio as engines want it: 16-bit samples, one channel, 16 kHz.</summary>
internal sealed record UnitSound(short[] Samples)
{
    public const int Hz = 16_000;

    private const int WavHeaderBytes = 44;

    public TimeSpan Duration => TimeSpan.FromTicks(Samples.Length * (TimeSpan.TicksPerSecond / Hz));

    public byte[] LittleEndianBytes()
    {
        var bytes = new byte[Samples.Length * 2];
        Write(bytes);
        return bytes;
    }

    public byte[] WavBytes()
    {
        var wav = new byte[WavHeaderBytes + Samples.Length * 2];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1); // one channel
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Hz);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), Hz * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), Samples.Length * 2);
        Write(wav.AsSpan(WavHeaderBytes));
        return wav;
    }

    private void Write(Span<byte> to)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(Samples.AsSpan()).CopyTo(to);
            return;
        }
        for (var i = 0; i < Samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(to[(2 * i)..], Samples[i]);
    }
}
