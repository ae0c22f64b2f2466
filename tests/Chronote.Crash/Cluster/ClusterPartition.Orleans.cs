using Xunit.Abstractions;

namespace Chronote.Crash.Cluster;

/// <summary>A silo that is cut off from the others and from its callers, but not from the database: for some seconds there are two that believe to be in charge.</summary>
[Trait("Speed", "Slow")]
[Collection(nameof(ClusterAlone))]
public sealed class ClusterPartition(ITestOutputHelper output)
{
    private static readonly TimeSpan AllMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExitMax = TimeSpan.FromSeconds(30);
    private const int Aborted = 134;

    [Fact]
    public async Task A_silo_that_is_cut_off_is_given_up_by_the_others_and_gives_up_itself_I1_I7()
    {
        using var network = SplitNetwork.TryMake(out var why);
        if (network is null)
        {
            output.WriteLine($"Not run: a network of its own needs root and the tool ip. {why}");
            return;
        }
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, [(network.Here, []), (network.Here, []), (network.There, network.Within)]);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        using var enough = new CancellationTokenSource();
        var grains = load.MakeAndStop(silo: 0, enough.Token);
        var report = load.Watch(silo: 2);
        network.Pull();
        await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting found no other silo.");
        (await cluster.Silos[2].Exited(ExitMax)).ShouldBe(Aborted, "it reads in the database that it was given up");
        network.PlugIn();
        await cluster.Silos[2].Start();
        await Wait.For(Calm);
        await enough.CancelAsync();
        var (made, longest) = await grains;
        output.WriteLine($"cut off: {report}; meanwhile {made} meetings made and stopped, the slowest took {longest.TotalSeconds:0.00} s");
        report.All.ShouldBeLessThan(AllMax);
        output.WriteLine(await load.EndAndAudit());
    }

    [Fact]
    public async Task All_silos_killed_at_once_come_back_by_themselves_I1_I6()
    {
        using var folder = new TestFolder();
        using var cluster = new SiloCluster(folder, silos: 3);
        await cluster.Start();
        using var load = new LiveLoad(cluster, folder);
        await load.Begin();
        await Wait.For(Calm);

        var report = load.Watch(silo: -1);
        foreach (var silo in cluster.Silos) silo.Kill();
        var killed = Wait.Now;
        await cluster.Start();
        output.WriteLine($"all killed: ready again after {(Wait.Now - killed).TotalSeconds:0.0} s");
        await Wait.Until(() => report.IsOver, ExitMax, () => "Some meeting was never acknowledged again.");
        output.WriteLine(report.AfterAll);
        output.WriteLine(await load.EndAndAudit());
    }
}
