using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Chronote.Media.Ogg;

namespace Chronote.Crash.Edge;

/// <summary>Chunk <c>seq</c> of a track: half a second of packets that follow from track and number alone, so that it can be made again for a repeat.</summary>
internal sealed record SampleChunk(string Track, long Seq, byte[] Bytes, byte[] Digest)
{
    public const int Packets = 25;
    public const int DurationSamples = Packets * 960;

    public string DigestText => Convert.ToHexStringLower(Digest);
    public long StartSamples => Seq * DurationSamples;

    /// <param name="says">Another text gives another recording under the same number.</param>
    public static SampleChunk Of(string track, long seq, string says = "", int packetBytes = 40)
    {
        var draw = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{track} {seq} {says}"))));
        var output = new ArrayBufferWriter<byte>();
        var writer = new OggOpusWriter(new OggOpusStream(1), output);
        var packet = new byte[packetBytes];
        for (var i = 0; i < Packets; i++)
        {
            draw.NextBytes(packet);
            packet[0] = 0x78; // one 20 ms CELT frame, mono (RFC 6716, section 3.1)
            writer.Write(packet);
        }
        writer.Finish();
        var bytes = output.WrittenSpan.ToArray();
        return new SampleChunk(track, seq, bytes, SHA256.HashData(bytes));
    }
}
