using System.Net.Http.Headers;
using System.Text;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Goals;

/// <summary>Acknowledgement times alone, beside clients that read slowly, and while checkpoints run; the worst p99 against that of the undisturbed run.</summary>
internal sealed class LatencyGoal : IGoal
{
    private const int Connections = 4;
    private const int SlowReaders = 4;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(6);

    public string Name => "latency";

    public async Task<GoalResult?> Run()
    {
        var chunks = SampleChunks.Make(64);
        using var server = await ChronoteServer.Start();
        var alone = await Load(server, await ChronoteServer.CreateMeeting(server), chunks, Connections, Span);
        Console.WriteLine($"  alone            {alone}");

        using var stop = new CancellationTokenSource();
        var read = await ChronoteServer.CreateMeeting(server);
        await Load(server, read, chunks, Connections, TimeSpan.FromSeconds(1));
        var readers = Enumerable.Range(0, SlowReaders).Select(_ => ReadSlowly(server, read, stop.Token)).ToArray();
        var beside = await Load(server, await ChronoteServer.CreateMeeting(server), chunks, Connections, Span);
        await stop.CancelAsync();
        await Task.WhenAll(readers);
        Console.WriteLine($"  slow readers     {beside}");

        // Enough bytes that the log passes its checkpoint size several times.
        var checkpoints = await Load(server, await ChronoteServer.CreateMeeting(server), chunks, Connections, 3 * Span);
        Console.WriteLine($"  checkpoints      {checkpoints}");
        return new GoalResult(Math.Max(beside.P99Milliseconds, checkpoints.P99Milliseconds) / alone.P99Milliseconds, Target: 3, Aim: 1.5, LowerIsBetter: true);
    }

    // Pages through a meeting's manifest again and again and takes a second to read each page, as a client with a bad line would.
    private static async Task ReadSlowly(ServerProcess server, string meeting, CancellationToken stop)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ChronoteServer.Key(server));
        while (!stop.IsCancellationRequested)
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{server.Port}/api/v1/meetings/{meeting}/manifest", HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
            await using var body = await answer.Content.ReadAsStreamAsync(CancellationToken.None);
            var piece = new byte[32 * 1024];
            while (await body.ReadAsync(piece, CancellationToken.None) > 0) await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task<LoadResult> Load(ServerProcess server, string meeting, IReadOnlyList<(byte[] Bytes, string Digest)> chunks, int connections, TimeSpan span)
    {
        var key = ChronoteServer.Key(server);
        return await Loader.Run(server, connections, TimeSpan.FromSeconds(1), span, (http, connection, i) =>
        {
            var (bytes, digest) = chunks[(int)((connection * 31 + i) % chunks.Count)];
            return Loader.Expect(http, 201, Encoding.ASCII.GetBytes(
                $"PUT /api/v1/meetings/{meeting}/tracks/t{connection}/chunks/{i} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
                + $"Content-Digest: sha-256=:{digest}:\r\nContent-Length: {bytes.Length}\r\n\r\n"), bytes);
        });
    }
}
