using System.Diagnostics;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Xunit.Abstractions;

namespace Chronote.Simulation.Tests;

/// <summary>The whole system on one thread and one seed: what it promises holds (I1, I3, I5, I6, I7), and the simulator would notice if it didn't.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsOfAMistake = 200;

    private static int Seeds => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") switch { "long" => 10_000, "fast" => 50, _ => 200 };

    [Fact]
    public void Every_seed_keeps_what_was_promised()
    {
        var (kinds, began, broken) = (new Kinds(), TimeProvider.System.GetTimestamp(), new List<Outcome>());
        for (var seed = 1UL; seed <= (ulong)Seeds; seed++)
            if (Story.Run(seed, kinds) is { Holds: false } outcome)
                broken.Add(outcome);
        output.WriteLine($"{Seeds} seeds, {Seeds / TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} per second");
        broken.ShouldBeEmpty(string.Join('\n', broken));
    }

    [Fact]
    public void Without_troubles_nothing_is_repeated_and_nobody_restarts()
    {
        var kinds = new Kinds();
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var outcome = Story.Run(seed, kinds, kind: StoryKind.Calm);
            outcome.Findings.ShouldBeEmpty();
            (outcome.Counts.Servers, outcome.Counts.Recorders).ShouldBe((1, 1));
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task The_same_seeds_give_the_same_stories_in_a_second_process_and_the_pool_has_nothing_to_do()
    {
        const int count = 20;
        var kinds = new Kinds();
        var hashes = Enumerable.Range(1, count).Select(seed => $"{Story.Run((ulong)seed, kinds).TraceHash:x16}").ToArray();
        hashes.Distinct().Count().ShouldBe(count);
        (await InAnotherProcess("--seeds", $"{count}", "--hashes")).ShouldBe([.. hashes, "pool 0"]);
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(typeof(AcknowledgesBeforeTheCommit))]
    [InlineData(typeof(ForgetsTheFence))]
    [InlineData(typeof(CountsRepeats))]
    [InlineData(typeof(OverwritesConflicts))]
    [InlineData(typeof(ForgetsWhatIsDue))]
    [InlineData(typeof(ForgetsClaims))]
    [InlineData(typeof(NeverSyncs))]
    public void A_mistake_is_found(Type mistake)
    {
        var (kinds, made) = (new Kinds(), (Mistake)Activator.CreateInstance(mistake)!);
        for (var seed = 1UL; seed <= SeedsOfAMistake; seed++)
        {
            if (Story.Run(seed, kinds, made) is not { Holds: false } outcome) continue;
            output.WriteLine($"{mistake.Name} is found by {outcome}");
            return;
        }
        Assert.Fail($"{SeedsOfAMistake} seeds did not find it.");
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Where_rows_forget_what_is_due_the_reminder_still_ends_the_meeting_only_late()
    {
        var (kinds, late) = (new Kinds(), 0);
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var outcome = Story.Run(seed, kinds, new ForgetsWhatIsDue());
            outcome.Findings.ShouldAllBe(finding => finding.StartsWith("I5: the meeting was to be complete at"), outcome.ToString());
            late += outcome.Holds ? 0 : 1;
        }
        late.ShouldBeGreaterThan(0);
    }

    private static async Task<string[]> InAnotherProcess(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
