using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Chronote.Bench.Load;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Goals;

/// <summary>
/// From the start of a server that was killed with 10,000 live meetings: until the first chunk is acknowledged, against 1 s, and until each of the meetings
/// has taken a chunk, against 3 s. The worse of the two counts.
/// </summary>
internal sealed class RestartGoal : IGoal
{
    private const int Meetings = 10_000;
    private const int Connections = 32;
    private static readonly TimeSpan FirstAim = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AllAim = TimeSpan.FromSeconds(3);

    public string Name => "restart";

    public async Task<GoalResult?> Run()
    {
        var chunks = SampleChunks.Make(64);
        using var server = await ChronoteServer.Start();
        var key = ChronoteServer.Key(server);
        var meetings = new ConcurrentBag<string>();
        await OnConnections(server, Meetings, async (http, i) =>
        {
            await Loader.Expect(http, 201, Encoding.ASCII.GetBytes($"POST /api/v1/meetings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Length: 0\r\n\r\n"), default);
            var answer = http.LastAnswer;
            var meeting = JsonDocument.Parse(answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)]).RootElement.GetProperty("id").GetString()!;
            await Put(http, key, meeting, 0, chunks[i % chunks.Count]);
            meetings.Add(meeting);
        });

        server.Kill();
        var live = meetings.ToArray();
        var began = Stopwatch.GetTimestamp();
        server.Again();
        await server.Answers();
        var listens = Stopwatch.GetElapsedTime(began);
        var acknowledged = new ConcurrentBag<TimeSpan>();
        await OnConnections(server, Meetings, async (http, i) =>
        {
            await Put(http, key, live[i], 1, chunks[i % chunks.Count]);
            acknowledged.Add(Stopwatch.GetElapsedTime(began));
        });
        var (first, all) = (acknowledged.Min(), acknowledged.Max());
        Console.WriteLine(FormattableString.Invariant($"  {Meetings} live meetings: listens after {listens.TotalSeconds:0.00} s, first chunk acknowledged after {first.TotalSeconds:0.00} s, ")
            + FormattableString.Invariant($"a chunk of each after {all.TotalSeconds:0.00} s ({Meetings / (all - first).TotalSeconds:0}/s), processor time {server.ProcessorTime.TotalSeconds:0.00} s"));
        return new GoalResult(Math.Max(first / FirstAim, all / AllAim), Target: 2, Aim: 1, LowerIsBetter: true, Against: "1 s to the first acknowledgement, 3 s to one of each meeting");
    }

    private static Task Put(RawConnection http, string key, string meeting, int seq, (byte[] Bytes, string Digest) chunk) => Loader.Expect(http, 201, Encoding.ASCII.GetBytes(
        $"PUT /api/v1/meetings/{meeting}/tracks/mic/chunks/{seq} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        + $"Content-Digest: sha-256=:{chunk.Digest}:\r\nContent-Length: {chunk.Bytes.Length}\r\n\r\n"), chunk.Bytes);

    private static Task OnConnections(ServerProcess server, int count, Func<RawConnection, int, Task> exchange)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var http = new RawConnection(server.Port);
            while (Interlocked.Increment(ref next) is var i && i < count) await exchange(http, i);
        })));
    }
}
