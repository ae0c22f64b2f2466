using System.Diagnostics;
using Chronote.Kernel.Catalogue;

namespace Chronote.Conformance.Simulation;

public sealed class SimulatorTests
{
    private readonly GrainCatalogue _catalogue = Toy.Catalogue();

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var first = Toy.Run<CarefulLedgerGrain>(42, _catalogue, keepsTrace: true);
        var second = Toy.Run<CarefulLedgerGrain>(42, _catalogue, keepsTrace: true);
        second.Trace.ShouldBe(first.Trace);
        second.TraceHash.ShouldBe(first.TraceHash);
    }

    [Fact]
    public async Task The_same_seeds_give_the_same_runs_in_a_second_process_and_the_pool_has_nothing_to_do()
    {
        const int count = 50;
        var hashes = Enumerable.Range(1, count).Select(seed => $"{Toy.Run<CarefulLedgerGrain>((ulong)seed, _catalogue).TraceHash:x16}");
        (await InAnotherProcess(1, count)).ShouldBe([.. hashes, "pool 0"]);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void A_thousand_seeds_give_a_thousand_runs() =>
        Enumerable.Range(1, 1000).Select(seed => Toy.Run<CarefulLedgerGrain>((ulong)seed, _catalogue).TraceHash).Distinct().Count().ShouldBe(1000);

    [Fact]
    public void Acknowledging_before_the_write_is_found() => Toy.FirstFailing<EagerLedgerGrain>(_catalogue, 50).ShouldNotBeNull();

    [Fact]
    public void Going_on_after_a_failed_write_is_found() => Toy.FirstFailing<ForgetfulLedgerGrain>(_catalogue, 200).ShouldNotBeNull();

    [Fact]
    public void The_careful_ledger_keeps_its_promises() => Toy.FirstFailing<CarefulLedgerGrain>(_catalogue, 300).ShouldBeNull();

    private static async Task<string[]> InAnotherProcess(int first, int count)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, $"{first}", $"{count}"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
