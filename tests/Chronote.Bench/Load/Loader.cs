using System.Diagnostics;
using Chronote.Bench.Peers;

namespace Chronote.Bench.Load;

/// <summary>Sends over a number of connections, on each one after the other, for a span of time.</summary>
internal static class Loader
{
    /// <param name="exchange">One upload: sends what it takes and returns once it is acknowledged; throws when it is not.</param>
    public static async Task<LoadResult> Run(ServerProcess server, int connections, TimeSpan warmUp, TimeSpan span, Func<RawConnection, int, long, Task> exchange)
    {
        var begin = Stopwatch.GetTimestamp();
        var measured = new List<double>[connections];
        var cost = Cost(server, warmUp, span);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            using var http = new RawConnection(server.Port);
            var times = measured[connection] = [];
            for (var i = 0L; ; i++)
            {
                var elapsed = Stopwatch.GetElapsedTime(begin);
                if (elapsed > warmUp + span) return;
                var sent = Stopwatch.GetTimestamp();
                await exchange(http, connection, i);
                if (elapsed > warmUp) times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        })));
        var all = measured.SelectMany(times => times).Order().ToArray();
        var (theirs, own) = await cost;
        return new LoadResult(all.Length, span.TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100], all[^1], theirs, own);
    }

    /// <summary>One request and its answer.</summary>
    public static async Task Expect(RawConnection http, int status, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        var got = await http.Send(head, body);
        if (got != status) throw new InvalidOperationException($"{got}: {http.LastAnswer}");
    }

    // The processor time of the measured span: the server's, and that of this program, which has the same machine.
    private static async Task<(TimeSpan Server, TimeSpan Own)> Cost(ServerProcess server, TimeSpan warmUp, TimeSpan span)
    {
        await Task.Delay(warmUp);
        var (theirs, own) = (server.ProcessorTime, Environment.CpuUsage.TotalTime);
        await Task.Delay(span);
        return (server.ProcessorTime - theirs, Environment.CpuUsage.TotalTime - own);
    }
}
