using System.Buffers;
using System.Buffers.Binary;
using Chronote.Domain;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Simulation.Recorders;

/// <summary>Chunks whose packets carry the chunk's number, so that whoever holds a packet knows where it came from. Nobody could listen to them.</summary>
internal static class Sound
{
    /// <summary>The longest packet there is: two frames of 60 ms, so that few packets make a chunk.</summary>
    public const int PacketSamples = 5_760;

    // RFC 6716, section 3.1: SILK, narrow band, 60 ms, mono, two frames of equal length.
    private const byte TwoFramesOf60Milliseconds = (3 << 3) | 1;
    private const int PacketBytes = 1 + 2 * 6;

    public static byte[] Chunk(uint serial, int packets)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(1), output);
        Span<byte> packet = stackalloc byte[PacketBytes];
        for (var i = 0; i < packets; i++)
        {
            packet[0] = TwoFramesOf60Milliseconds;
            BinaryPrimitives.WriteUInt32LittleEndian(packet[1..], serial);
            BinaryPrimitives.WriteInt32LittleEndian(packet[5..], i);
            packet[9..].Fill(0x55);
            writer.Write(packet);
        }
        writer.Finish();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Which chunks a stream holds, in order, and where each begins and ends in it.</summary>
    public static IReadOnlyList<HeardChunk> Heard(ReadOnlySpan<byte> oggOpus)
    {
        var heard = new List<HeardChunk>();
        var at = 0L;
        foreach (var packet in StoredPackets.Of(oggOpus))
        {
            var end = at + OpusPacket.DurationSamples(packet);
            if (packet.Length == PacketBytes)
            {
                var serial = BinaryPrimitives.ReadUInt32LittleEndian(packet[1..]);
                if (heard.Count > 0 && heard[^1].Serial == serial) heard[^1] = heard[^1] with { End = Time(end) };
                else heard.Add(new HeardChunk(serial, Time(at), Time(end)));
            }
            at = end;
        }
        return heard;
    }

    public static string TextOf(uint serial) => $"chunk {serial}";

    private static TimeSpan Time(long samples) => TimeSpan.FromSeconds((double)samples / Limits.SamplesPerSecond);
}

internal sealed record HeardChunk(uint Serial, TimeSpan Start, TimeSpan End);
