using Chronote.Kernel.Simulation;
using Chronote.Silo.Loops;

namespace Chronote.Simulation.Server;

/// <summary>The server's round of what is due, as an event of each virtual second.</summary>
internal sealed class Poller(SimulatedWorld world, DueRound round)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public void Begin() => world.Run("poll", Look);

    private async Task Look()
    {
        await round.Run();
        world.At(LookEvery, "next poll", Begin);
    }
}
