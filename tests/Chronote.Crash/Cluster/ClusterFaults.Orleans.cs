using Chronote.Storage.Tests.Postgres;
using Xunit.Abstractions;

namespace Chronote.Crash.Cluster;

/// <summary>Three silos, one of which dies, hangs or is replaced while 200 meetings are live. Nothing that was acknowledged is missing, doubled or elsewhere.</summary>
[Trait("Speed", "Slow")]
[Collection(nameof(ClusterAlone))]
public sealed class ClusterFaults(ITestOutputHelper output)
{
    private static readonly TimeSpan FirstMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AllMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExitMax = TimeSpan.FromSeconds(30);

    // SIGABRT: what a silo does which learns that the others have given it up.
    private const int Aborted = 134;

    [Fact]
    public async Task A_silo_killed_under_load_costs_seconds_and_no_acknowledged_chunk_I1_I6_I7()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        using var enough = new CancellationTokenSource();
        var grains = load.MakeAndStop(silo: 1, enough.Token);
        var report = load.Watch(silo: 0);
        cluster.Silos[0].Kill();
        await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting found no other silo.");
        await cluster.Silos[0].Start();
        await Wait.For(Calm);
        await enough.CancelAsync();
        var (made, longest) = await grains;
        output.WriteLine($"kill -9: {report}; meanwhile {made} meetings made and stopped, the slowest took {longest.TotalSeconds:0.00} s");
        report.First.ShouldBeLessThan(FirstMax);
        report.All.ShouldBeLessThan(AllMax);
        longest.ShouldBeLessThan(AllMax);
        output.WriteLine(await load.EndAndAudit());
    }

    [Fact]
    public async Task A_silo_that_hangs_and_comes_back_writes_nothing_stale_and_ends_itself_I1_I7()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        using var enough = new CancellationTokenSource();
        var grains = load.MakeAndStop(silo: 1, enough.Token);
        var report = load.Watch(silo: 0);
        cluster.Silos[0].Signal("STOP");
        await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting found no other silo.");
        await Wait.For(Calm + Calm);
        cluster.Silos[0].Signal("CONT");
        (await cluster.Silos[0].Exited(ExitMax)).ShouldBe(Aborted, "the others have given it up");
        await cluster.Silos[0].Start();
        await Wait.For(Calm);
        await enough.CancelAsync();
        var (made, longest) = await grains;
        output.WriteLine($"SIGSTOP: {report}; meanwhile {made} meetings made and stopped, the slowest took {longest.TotalSeconds:0.00} s");
        report.All.ShouldBeLessThan(AllMax);
        output.WriteLine(await load.EndAndAudit());
    }

    [Fact]
    public async Task A_rolling_restart_is_not_noticed_by_who_asks_the_next_silo_I1()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        for (var i = 0; i < cluster.Silos.Count; i++)
        {
            var report = load.Watch(i);
            cluster.Silos[i].Signal("TERM");
            (await cluster.Silos[i].Exited(ExitMax)).ShouldBe(0, cluster.Silos[i].Said);
            await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting found no other silo.");
            await cluster.Silos[i].Start();
            output.WriteLine($"restart of silo {i + 1}: {report}");
        }
        var internalErrors = cluster.Answers.Of("500 internal");
        output.WriteLine(await load.EndAndAudit());
        internalErrors.ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_crashes_and_comes_back_is_waited_for_by_all_I1_I6()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        var report = load.Watch(silo: -1);
        PostgresServer.Shared.Down();
        await Wait.For(Calm);
        PostgresServer.Shared.Up();
        await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting was never acknowledged again.");
        await Wait.For(Calm);
        output.WriteLine($"PostgreSQL gone for {Calm.TotalSeconds:0} s: {report.AfterAll}");
        output.WriteLine(await load.EndAndAudit());
        foreach (var silo in cluster.Silos) silo.Kill(); // throws when one has ended by itself meanwhile
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Durable_chunks_per_second_are_printed(int silos)
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder, meetings: 48, every: TimeSpan.Zero);
        await load.Begin();
        await Wait.For(TimeSpan.FromSeconds(2));
        var (before, began) = (load.Count, Wait.Now);
        await Wait.For(TimeSpan.FromSeconds(8));
        output.WriteLine($"{silos} silos: {(load.Count - before) / (Wait.Now - began).TotalSeconds:0} durable chunks per second, 48 writers, everything on {Environment.ProcessorCount} processors");
        output.WriteLine(await load.EndAndAudit());
    }
}
