using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;
using Chronote.Media.Pcm;
using Chronote.Media.Wav;

namespace Chronote.Bench.Replay;

/// <summary>One speaker's chunks of 5 to 15 s: speech, encoded once, and then handed out again and again as different chunks.</summary>
/// <remarks>A chunk handed out again has the same packets under another stream serial, so that its bytes and its digest are its own.</remarks>
internal sealed class Speech
{
    private const int DistinctChunks = 24;
    private const double SecondsMin = 5;
    private const double SecondsMax = 15;

    private static readonly string[] Sentences =
    [
        "We agreed to move the release to the second week of March.",
        "The budget for the next quarter is not settled yet, and somebody has to ask the board about it.",
        "Could you send the figures to everybody before Thursday?",
        "I do not think that the numbers of last month tell us much about this one.",
        "The customer reported that the export takes longer than an hour, so we should look at it first.",
        "Let us write down what is open, who does it, and until when.",
    ];

    private readonly IReadOnlyList<(byte[][] Packets, long Samples)> _chunks;

    private Speech(IReadOnlyList<(byte[][], long)> chunks) => _chunks = chunks;

    /// <summary>Speaks with one of flite's voices and encodes as a recorder does.</summary>
    public static async Task<Speech> Record(string voice, int seed)
    {
        var random = new Random(seed);
        var file = Path.Combine(Path.GetTempPath(), $"chronote-bench-{voice}.wav");
        var text = string.Join(' ', Enumerable.Repeat(Sentences, 12).SelectMany(sentences => sentences.OrderBy(_ => random.Next())));
        using (var flite = Process.Start(new ProcessStartInfo("flite", ["-voice", voice, "-t", text, "-o", file]))!)
        {
            await flite.WaitForExitAsync();
            if (flite.ExitCode != 0) throw new InvalidOperationException("flite failed.");
        }
        var heard = WavFile.Read(await File.ReadAllBytesAsync(file)).Value ?? throw new InvalidDataException("flite wrote no WAV.");
        File.Delete(file);

        var chunks = new List<(byte[][], long)>();
        var at = 0;
        while (chunks.Count < DistinctChunks)
        {
            var length = (int)((SecondsMin + random.NextDouble() * (SecondsMax - SecondsMin)) * heard.RateHz);
            if (at + length > heard.Values.Length) at = 0;
            var ogg = PcmNormaliser.ToOggOpus(heard with { Values = heard.Values.Slice(at, length) }, null, new OpusEncoding(1));
            at += length;
            chunks.Add((Packets(ogg), OggOpusChunk.Read(ogg).Value!.DurationSamples));
        }
        return new Speech(chunks);
    }

    /// <summary>The chunk with number <paramref name="seq"/>. No two numbers give the same bytes.</summary>
    public (byte[] Bytes, string Digest, long Samples) Chunk(long seq)
    {
        var (packets, samples) = _chunks[(int)(seq % _chunks.Count)];
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        var writer = new OggOpusWriter(new OggOpusStream(1) { Serial = (uint)seq + 1 }, output);
        foreach (var packet in packets) writer.Write(packet);
        writer.Finish((int)(packets.Sum(packet => OpusPacket.DurationSamples(packet)) - samples));
        var bytes = output.WrittenSpan.ToArray();
        return (bytes, Convert.ToBase64String(SHA256.HashData(bytes)), samples);
    }

    private static byte[][] Packets(byte[] ogg)
    {
        var packets = new List<byte[]>();
        foreach (var packet in StoredPackets.Of(ogg)) packets.Add(packet.ToArray());
        return [.. packets];
    }
}
