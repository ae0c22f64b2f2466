using System.Diagnostics;

namespace Chronote.Bench.Load;

/// <summary>Sends requests over a number of connections, each one after the other, for a span of time.</summary>
internal static class Loader
{
    /// <param name="request">Makes the next request of a connection: its head and its body.</param>
    public static async Task<LoadResult> Run(
        int port, int connections, TimeSpan warmUp, TimeSpan span, Func<int, long, (ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)> request, Func<int, bool> isSuccess)
    {
        var begin = Stopwatch.GetTimestamp();
        var measured = new List<double>[connections];
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            using var http = new RawConnection(port);
            var times = measured[connection] = [];
            for (var i = 0L; ; i++)
            {
                var elapsed = Stopwatch.GetElapsedTime(begin);
                if (elapsed > warmUp + span) return;
                var (head, body) = request(connection, i);
                var sent = Stopwatch.GetTimestamp();
                var status = await http.Send(head, body);
                if (!isSuccess(status)) throw new InvalidOperationException($"{status}: {http.LastAnswer}");
                if (elapsed > warmUp) times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }
        })));
        var all = measured.SelectMany(times => times).Order().ToArray();
        return new LoadResult(all.Length, span.TotalSeconds, all[all.Length / 2], all[all.Length * 99 / 100], all[^1]);
    }
}
