using Chronote.Grains.Meetings;
using Chronote.Kernel.Catalogue;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Running;

/// <summary>What reflection has to find out only once for all runs of a process. Nothing of a run is in it.</summary>
internal sealed class Kinds
{
    public GrainCatalogue Grains { get; } = GrainCatalogue.Of(typeof(MeetingGrain).Assembly);

    public PortShapes Ports { get; } = new();
}
