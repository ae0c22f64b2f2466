using System.Buffers;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Media.Tests;

/// <summary>Chunks and packets for tests.</summary>
internal static class Samples
{
    /// <summary>Encodes PCM without pre-skip.</summary>
    public static (List<byte[]> Packets, int EndTrimSamples) Encode(ReadOnlySpan<float> pcm, OpusEncoding encoding)
    {
        var packets = new List<byte[]>();
        using var encoder = new SampleExactEncoder(encoding, packet => packets.Add(packet.ToArray()));
        encoder.Push(pcm);
        return (packets, encoder.Flush());
    }

    public static byte[] Chunk(IEnumerable<byte[]> packets, OggOpusStream? stream = null, int endTrimSamples = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(stream ?? new(1), output);
        foreach (var packet in packets)
            writer.Write(packet);
        writer.Finish(endTrimSamples);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A well-formed packet that is unlike any other: valid framing, meaningless sound.</summary>
    public static byte[] Packet(Random random, byte toc = 0x78, int bytes = 80)
    {
        var packet = new byte[bytes];
        random.NextBytes(packet);
        packet[0] = toc;
        return packet;
    }

    public static byte[][] Packets(int count, int seed = 1, byte toc = 0x78, int bytes = 80)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Packet(random, toc, bytes))];
    }

    public static ParsedChunk Parsed(byte[] ogg)
    {
        var reading = OggOpusChunk.Read(ogg);
        reading.Fault.ShouldBeNull();
        return reading.Value!;
    }

    public static List<byte[]> StoredPacketsOf(ReadOnlySpan<byte> ogg)
    {
        var stored = StoredPackets.Of(ogg);
        var packets = new List<byte[]>();
        while (stored.MoveNext())
            packets.Add(stored.Current.ToArray());
        stored.Fault.ShouldBeNull();
        return packets;
    }
}
