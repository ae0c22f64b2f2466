using System.Text;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Goals;

/// <summary>Durable ingest (20 kB chunks, 32 connections, with key check, digest check and row) against @tus/server's FileStore, alternating, in one run.</summary>
/// <remarks>
/// What is measured is the same work on both sides: an acknowledgement says that key and digest were checked and that bytes and row survive a power
/// failure. Beside it the peer as it comes, which checks and syncs nothing: in one request, the fewest its protocol allows, and in two, as its client sends.
/// </remarks>
internal sealed class IngestGoal : IGoal
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private const string PeerKey = "chr_bench";
    // Both sides compile what is hot while they run; a server that has run for five seconds is closer to one that runs for weeks.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    public string Name => "ingest";

    public async Task<GoalResult?> Run()
    {
        var chunks = SampleChunks.Make(256);
        Console.WriteLine($"  chunk {chunks[0].Bytes.Length} bytes, {Connections} connections");
        var peers = new (string Name, Func<Task<LoadResult>> Run)[]
        {
            ("@tus/server made durable, with key, digest and row", () => Tus(chunks, equalWork: true, requests: 1)),
            ("@tus/server as it comes, one request an upload", () => Tus(chunks, equalWork: false, requests: 1)),
            ("@tus/server as it comes, POST and PATCH", () => Tus(chunks, equalWork: false, requests: 2)),
        };
        var ours = new List<LoadResult>();
        var theirs = peers.Select(_ => new List<LoadResult>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var peer = 0; peer < peers.Length; peer++)
            {
                theirs[peer].Add(await peers[peer].Run());
                Console.WriteLine($"  {peers[peer].Name,-52}{theirs[peer][^1]}");
            }
            ours.Add(await Chronote(chunks));
            Console.WriteLine($"  {"chronote",-52}{ours[^1]}");
        }
        Console.WriteLine($"  raw write, fsync, insert: {RawInsert.PerSecond(chunks, TimeSpan.FromSeconds(3)):0}/s (one writer, no network)");
        for (var peer = 0; peer < peers.Length; peer++)
            Console.WriteLine(FormattableString.Invariant(
                $"  against {peers[peer].Name}: rate ×{Rate(ours) / Rate(theirs[peer]):0.00}, processor time an upload ×{1 / (Cost(ours) / Cost(theirs[peer])):0.00}"));
        return new GoalResult(Rate(ours) / Rate(theirs[0]), Target: 10, Aim: 25, Against: peers[0].Name);
    }

    private static async Task<LoadResult> Chronote(IReadOnlyList<(byte[] Bytes, string Digest)> chunks)
    {
        using var server = await ChronoteServer.Start();
        var meeting = await ChronoteServer.CreateMeeting(server);
        var key = ChronoteServer.Key(server);
        return await Loader.Run(server, Connections, WarmUp, Span, (http, connection, i) =>
        {
            var (bytes, digest) = chunks[(int)((connection * 31 + i) % chunks.Count)];
            return Loader.Expect(http, 201, Encoding.ASCII.GetBytes(
                $"PUT /api/v1/meetings/{meeting}/tracks/t{connection}/chunks/{i} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                + $"Content-Type: audio/ogg\r\nContent-Digest: sha-256=:{digest}:\r\nContent-Length: {bytes.Length}\r\n\r\n"), bytes);
        });
    }

    private static async Task<LoadResult> Tus(IReadOnlyList<(byte[] Bytes, string Digest)> chunks, bool equalWork, int requests)
    {
        using var server = await TusServer.Start(equalWork);
        return await Loader.Run(server, Connections, WarmUp, Span, async (http, connection, i) =>
        {
            var (bytes, digest) = chunks[(int)((connection * 31 + i) % chunks.Count)];
            var common = $"HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer {PeerKey}\r\nContent-Digest: sha-256=:{digest}:\r\n";
            var body = $"Content-Type: application/offset+octet-stream\r\nContent-Length: {bytes.Length}\r\n\r\n";
            if (requests == 1)
            {
                await Loader.Expect(http, 201, Encoding.ASCII.GetBytes($"POST /files {common}Upload-Length: {bytes.Length}\r\n{body}"), bytes);
                return;
            }
            await Loader.Expect(http, 201, Encoding.ASCII.GetBytes($"POST /files {common}Upload-Length: {bytes.Length}\r\nContent-Length: 0\r\n\r\n"), default);
            await Loader.Expect(http, 204, Encoding.ASCII.GetBytes($"PATCH /files/{Created(http.LastAnswer)} {common}Upload-Offset: 0\r\n{body}"), bytes);
        });
    }

    private static string Created(string answer)
    {
        var at = answer.IndexOf("/files/", StringComparison.Ordinal) + "/files/".Length;
        return answer[at..answer.IndexOf('\r', at)];
    }

    private static double Rate(List<LoadResult> runs) => Median(runs.Select(run => run.PerSecond));

    private static double Cost(List<LoadResult> runs) => Median(runs.Select(run => run.ServerMicroseconds));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
