using System.Buffers;
using System.Security.Cryptography;
using Chronote.Media.Ogg;

namespace Chronote.Bench.Load;

/// <summary>Chunks of about 20 kB, all different: what a recorder sends for five seconds at 32 kbit/s.</summary>
internal static class SampleChunks
{
    public static IReadOnlyList<(byte[] Bytes, string Digest)> Make(int count, int packets = 250, int packetBytes = 80)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new OggOpusWriter(new OggOpusStream(1), output);
            var packet = new byte[packetBytes];
            for (var i = 0; i < packets; i++)
            {
                random.NextBytes(packet);
                packet[0] = 0x78; // one 20 ms CELT frame, mono (RFC 6716, section 3.1)
                writer.Write(packet);
            }
            writer.Finish();
            var bytes = output.WrittenSpan.ToArray();
            return (bytes, Convert.ToBase64String(SHA256.HashData(bytes)));
        })];
    }
}
