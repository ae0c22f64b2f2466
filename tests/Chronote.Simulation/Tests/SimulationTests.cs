using System.Collections.Concurrent;
using System.Diagnostics;
using Chronote.Simulation.Running;
using Xunit.Abstractions;

namespace Chronote.Simulation.Tests;

/// <summary>The whole system on one thread and one seed: what it promises holds (I1, I3 to I10, I12).</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static (int Seeds, int Operations) Length => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") switch
    {
        "long" => (10_000, 10_000),
        "fast" => (10, 2_000),
        _ => (200, 5_000),
    };

    [Fact]
    public void Every_seed_keeps_what_was_promised()
    {
        var (seeds, operations) = Length;
        var broken = new ConcurrentBag<Outcome>();
        var cores = Environment.ProcessorCount;
        var workers = Enumerable.Range(0, cores).Select(first => new Thread(() => Work(first))).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        broken.ShouldBeEmpty(string.Join('\n', broken));

        // A story keeps to its thread; several of them have nothing in common.
        void Work(int first)
        {
            var batch = new Batch(printsHashes: false, output.WriteLine);
            for (var seed = 1 + first; seed <= seeds; seed += cores) batch.Run(StoryOptions.Of((ulong)seed, operations));
            output.WriteLine(batch.Summary);
            batch.Broken.ForEach(broken.Add);
        }
    }

    [Fact]
    public void Without_troubles_nobody_restarts()
    {
        var kinds = new Kinds();
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var outcome = Story.Run(new StoryOptions(seed, StoryOptions.OperationsDefault, FaultKinds.None), kinds);
            outcome.Findings.ShouldBeEmpty();
            (outcome.Counts.Servers, outcome.Counts.RecorderRestarts).ShouldBe((1, 0));
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task The_same_seeds_give_the_same_stories_in_a_second_process_and_the_pool_has_nothing_to_do()
    {
        const int count = 20;
        var kinds = new Kinds();
        var hashes = Enumerable.Range(1, count).Select(seed => $"{Story.Run(StoryOptions.Of((ulong)seed), kinds).TraceHash:x16}").ToArray();
        hashes.Distinct().Count().ShouldBe(count);
        (await InAnotherProcess("--seeds", $"{count}", "--hashes")).ShouldBe([.. hashes, "pool 0"]);
    }

    private static async Task<string[]> InAnotherProcess(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
