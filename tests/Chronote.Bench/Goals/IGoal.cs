namespace Chronote.Bench.Goals;

/// <summary>One claim about speed or memory, measured against a named peer or the machine's own limit in the same run.</summary>
internal interface IGoal
{
    string Name { get; }

    /// <returns>Null when what it takes is not on this machine.</returns>
    Task<GoalResult?> Run();
}

/// <param name="Ratio">Ours against the peer's.</param>
/// <param name="Against">What exactly the peer does, where the goal's name alone does not tell.</param>
/// <param name="Target">What the ratio must reach; for <paramref name="LowerIsBetter"/> what it must not exceed.</param>
internal sealed record GoalResult(double Ratio, double Target, double Aim, bool LowerIsBetter = false, string? Against = null)
{
    public bool Met => LowerIsBetter ? Ratio <= Target : Ratio >= Target;
}
