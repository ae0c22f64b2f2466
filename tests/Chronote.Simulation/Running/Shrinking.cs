using Chronote.Simulation.Server;

namespace Chronote.Simulation.Running;

/// <summary>Makes a story that fails shorter and plainer, as long as it still fails: fewer operations, then one kind of fault less after the other.</summary>
internal sealed class Shrinking
{
    private const int OperationsMin = 20;

    private readonly Kinds _kinds;
    private readonly Func<Mistake>? _mistake;

    private Shrinking(Kinds kinds, Func<Mistake>? mistake) => (_kinds, _mistake) = (kinds, mistake);

    /// <param name="mistake">Makes the mistake that was made in the story, if one was.</param>
    public static Outcome Of(Outcome failed, Kinds kinds, Func<Mistake>? mistake = null) => new Shrinking(kinds, mistake).Shrink(failed);

    private Outcome Shrink(Outcome failed)
    {
        var best = Shorter(failed);
        foreach (var kind in Enum.GetValues<FaultKinds>())
            if (kind is not (FaultKinds.None or FaultKinds.Usual) && best.Options.Faults.HasFlag(kind) && Fails(best.Options with { Faults = best.Options.Faults & ~kind }) is { } plainer)
                best = plainer;
        return Shorter(best);
    }

    // Up to where it fails, a story with fewer operations is the same story.
    private Outcome Shorter(Outcome failed)
    {
        var (best, holds) = (failed, 0);
        while (best.Options.Operations - holds > Math.Max(OperationsMin, best.Options.Operations / 20))
        {
            var half = (best.Options.Operations + holds) / 2;
            if (Fails(best.Options with { Operations = half }) is { } shorter) best = shorter;
            else holds = half;
        }
        return best;
    }

    private Outcome? Fails(StoryOptions options) => Story.Run(options, _kinds, _mistake?.Invoke()) is { Holds: false } outcome ? outcome : null;
}
