namespace Chronote.Simulation.Running;

/// <summary>What one story is made of. Equal options are the same story, step by step.</summary>
/// <param name="Operations">How many operations troubles last for; then all is healed and examined.</param>
internal sealed record StoryOptions(ulong Seed, int Operations, FaultKinds Faults)
{
    public const int OperationsDefault = 1_000;

    private const int PowerCutsOneIn = 20;
    private const int RecorderDisksOneIn = 10;

    public static StoryOptions Of(ulong seed, int operations = OperationsDefault) => new(seed, operations, FaultsOf(seed));

    /// <summary>Has the server's database on the file layer that loses what was not synced. Slower than memory, hence only some.</summary>
    public bool HasFiles => Faults.HasFlag(FaultKinds.PowerCuts);

    public bool IsCalm => Faults == FaultKinds.None;

    /// <summary>The kinds of this seed that were left out.</summary>
    public FaultKinds LeftOut => FaultsOf(Seed) & ~Faults;

    private static FaultKinds FaultsOf(ulong seed) => FaultKinds.Usual
        | (seed % PowerCutsOneIn == 0 ? FaultKinds.PowerCuts : FaultKinds.None)
        | (seed % RecorderDisksOneIn == 3 ? FaultKinds.RecorderDisks : FaultKinds.None);
}
