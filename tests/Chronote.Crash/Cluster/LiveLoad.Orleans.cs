using System.Diagnostics;
using Chronote.Crash.Audit;
using Chronote.Crash.Edge;

namespace Chronote.Crash.Cluster;

/// <summary>Many live meetings over all silos, and beside them callers who make and stop meetings without pause: those need grains.</summary>
internal sealed class LiveLoad : IDisposable
{
    private const int Meetings = 200;

    // A recorder sends one in five to fifteen seconds.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // A balancer's patience.
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(3);

    private readonly SiloCluster _cluster;
    private readonly IReadOnlyList<EdgeClient> _edges;
    private readonly IReadOnlyList<EdgeClient> _patient;
    private readonly IReadOnlyList<LiveMeeting> _live;
    private readonly CancellationTokenSource _ended = new();
    private readonly List<Task> _running = [];

    public LiveLoad(SiloCluster cluster, TestFolder folder, int meetings = Meetings, TimeSpan? every = null)
    {
        (_cluster, _edges, _patient) = (cluster, cluster.Edges(AnswerMax), cluster.Edges(TimeSpan.FromSeconds(40)));
        _live = [.. Enumerable.Range(0, meetings).Select(i => new LiveMeeting(_edges, i, new Ledger(folder.Path($"ledger-{i}")), every ?? Every))];
    }

    public int Count => _live.Sum(meeting => meeting.Ledger.Count);

    public async Task Begin()
    {
        await Parallel.ForEachAsync(_live, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (meeting, _) => await meeting.Begin());
        _running.AddRange(_live.Select(meeting => Task.Run(() => meeting.Run(_ended.Token))));
    }

    /// <summary>What happened to callers from now on, until <see cref="FaultReport.Take"/>.</summary>
    /// <param name="silo">The one to which something happens.</param>
    public FaultReport Watch(int silo) => new(_live, silo, _cluster.Answers);

    /// <summary>Makes and stops meetings through one silo until the task is taken, and tells the longest that one of them took.</summary>
    public Task<(int Count, TimeSpan Longest)> MakeAndStop(int silo, CancellationToken until) => Task.Run(async () =>
    {
        var (count, longest) = (0, TimeSpan.Zero);
        while (!until.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var meeting = await _patient[silo].Create($"made {silo} {Wait.Now.Ticks}");
            (await _patient[silo].Stop(meeting)).IsSuccess.ShouldBeTrue();
            count++;
            if (Stopwatch.GetElapsedTime(began) > longest) longest = Stopwatch.GetElapsedTime(began);
            await Wait.For(TimeSpan.FromMilliseconds(100));
        }
        return (count, longest);
    });

    /// <summary>Ends sending, stops every meeting, and compares what is there with what was acknowledged.</summary>
    /// <returns>What there was, in a sentence.</returns>
    public async Task<string> EndAndAudit(IReadOnlyList<int>? by = null)
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_running);
        IReadOnlyList<EdgeClient> asked = [.. (by ?? [.. Enumerable.Range(0, _patient.Count)]).Select(silo => _patient[silo])];
        var some = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(_live, some, async (meeting, _) => await meeting.Stop(asked));
        var stopped = Stopwatch.GetElapsedTime(began);
        await Parallel.ForEachAsync(_live.Select((meeting, i) => (meeting, i)), some, async (each, _) => await each.meeting.Audit(asked[each.i % asked.Count], packets: each.i % 10 == 0));
        return $"{Count} chunks acknowledged, lost 0, doubled 0; {_live.Count} meetings stopped within {stopped.TotalSeconds:0.0} s, "
            + $"all completed and audited after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s";
    }

    public void Dispose()
    {
        _ended.Cancel();
        foreach (var edge in _edges.Concat(_patient)) edge.Dispose();
        _ended.Dispose();
    }
}
