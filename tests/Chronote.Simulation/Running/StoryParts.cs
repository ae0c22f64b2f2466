using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Running;

/// <summary>What everybody in a story shares.</summary>
/// <param name="Tell">Adds a line to what is told.</param>
internal sealed record StoryParts(
    SimulatedHost Host, FaultKinds Faults, Troubles Troubles, Operations Operations, Findings Findings, Books Books, Mistake Mistake, Action<string> Tell)
{
    public Names Names { get; } = new();

    public int RecorderRestarts { get; private set; }

    public void RecorderRestarted() => RecorderRestarts++;

    /// <summary>Starts a client. What it throws is a finding.</summary>
    public Task Watch(string who, Func<Task> script) => Host.Client(who, async () =>
    {
        // Caught within the client: awaited out here it would go on outside of the simulation.
        try
        {
            await script();
        }
        catch (Exception failure)
        {
            Findings.Add($"unexpected failure, {who}: {failure}");
        }
    });
}
