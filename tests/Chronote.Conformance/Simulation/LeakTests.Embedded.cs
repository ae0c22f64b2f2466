using Chronote.Kernel.Simulation;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Conformance.Simulation;

/// <summary>What grains may await without leaving the simulation, and that the rest is noticed.</summary>
[Trait("Speed", "Slow")]
public sealed class LeakTests
{
    [Theory]
    [InlineData("yield")]
    [InlineData("await a port")]
    [InlineData("await several ports")]
    [InlineData("await the first of several")]
    [InlineData("delay on the provider")]
    [InlineData("time out on the provider")]
    [InlineData("cancel on the provider")]
    [InlineData("read a channel")]
    [InlineData("iterate an own asynchronous stream")]
    [InlineData("call another grain")]
    public void Stays_inside(string what)
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var simulation = New(seed);
            simulation.Finish(simulation.Client("client", async () => (await simulation.World.Grains.GetGrain<ILeakGrain>("one").Do(what)).ShouldBeTrue()));
            simulation.Faulted.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("run on the pool")]
    [InlineData("delay in real time")]
    [InlineData("race a source that continues asynchronously")]
    [InlineData("go on without the scheduler")]
    public void Leaving_is_noticed(string what)
    {
        var simulation = New(1);
        _ = simulation.Client("client", () => simulation.World.Grains.GetGrain<ILeakGrain>("one").Do(what));
        Should.Throw<SimulationEscapeException>(() =>
        {
            while (simulation.Step())
            {
            }
        });
    }

    private static SimulatedHost New(ulong seed) => new(seed, options =>
    {
        options.Grains.Assemblies = [typeof(LeakTests).Assembly];
        options.TimeAdvancesOneIn = 0; // no timeouts, only what is tested
        options.Compose = (services, world) => services.AddSingleton(world);
    });
}
