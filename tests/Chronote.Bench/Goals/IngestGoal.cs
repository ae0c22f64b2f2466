using System.Text;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Goals;

/// <summary>Durable ingest (20 kB chunks, 32 connections, with key check, digest check and row) against @tus/server's FileStore, alternating, in one run.</summary>
internal sealed class IngestGoal : IGoal
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    public string Name => "ingest";

    public async Task<GoalResult> Run()
    {
        var chunks = SampleChunks.Make(256);
        Console.WriteLine($"  chunk {chunks[0].Bytes.Length} bytes, {Connections} connections");
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var tus = await Tus(chunks);
            Console.WriteLine($"  @tus/server   {tus}");
            var chronote = await Chronote(chunks);
            Console.WriteLine($"  chronote      {chronote}");
            theirs.Add(tus.PerSecond);
            ours.Add(chronote.PerSecond);
        }
        Console.WriteLine($"  raw write, fsync, insert: {RawInsert.PerSecond(chunks, TimeSpan.FromSeconds(3)):0}/s (one writer, no network)");
        return new GoalResult(Median(ours) / Median(theirs), Target: 10, Aim: 25);
    }

    private static async Task<LoadResult> Chronote(IReadOnlyList<(byte[] Bytes, string Digest)> chunks)
    {
        using var server = await ChronoteServer.Start();
        var meeting = await ChronoteServer.CreateMeeting(server);
        var key = ChronoteServer.Key(server);
        return await Loader.Run(server.Port, Connections, WarmUp, Span, (connection, i) =>
        {
            var (bytes, digest) = chunks[(int)((connection * 31 + i) % chunks.Count)];
            return (Encoding.ASCII.GetBytes(
                $"PUT /api/v1/meetings/{meeting}/tracks/t{connection}/chunks/{i} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                + $"Content-Type: audio/ogg\r\nContent-Digest: sha-256=:{digest}:\r\nContent-Length: {bytes.Length}\r\n\r\n"), bytes);
        }, status => status == 201);
    }

    // One request per upload (creation-with-upload), which is the fewest its protocol allows.
    private static async Task<LoadResult> Tus(IReadOnlyList<(byte[] Bytes, string Digest)> chunks)
    {
        using var server = await TusServer.Start();
        return await Loader.Run(server.Port, Connections, WarmUp, Span, (connection, i) =>
        {
            var (bytes, _) = chunks[(int)((connection * 31 + i) % chunks.Count)];
            return (Encoding.ASCII.GetBytes(
                "POST /files HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                + $"Upload-Length: {bytes.Length}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {bytes.Length}\r\n\r\n"), bytes);
        }, status => status == 201);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
