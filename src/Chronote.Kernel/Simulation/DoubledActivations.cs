namespace Chronote.Kernel.Simulation;

/// <summary>Lets a grain have two activations for a while, as a cluster may and one node can't: only what is stored keeps them apart.</summary>
internal sealed class DoubledActivations(SimulatedWorld world)
{
    private readonly Dictionary<GrainIdentity, Activation> _seconds = [];

    /// <summary>Which activation a turn meets: the one there is, or its second.</summary>
    public Activation Choose(Activation first)
    {
        var (host, identity) = (world.Host, first.Identity);
        if (_seconds.TryGetValue(identity, out var second) && !second.IsGone) return host.Faults.OneIn(2) ? second : first;
        if (host.Options.ActivationsDoubled <= 0 || !host.Faults.Chance(host.Options.ActivationsDoubled)) return first;
        second = _seconds[identity] = new Activation(first.Host, identity);
        world.At(host.Latencies.Between(TimeSpan.Zero, host.Options.DoubledMax), $"{identity} has one activation again", () =>
        {
            if (_seconds.GetValueOrDefault(identity) != second) return;
            _seconds.Remove(identity);
            second.End();
        });
        return second;
    }
}
