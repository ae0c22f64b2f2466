using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Server;

/// <summary>The server's ids and jitter, from the seed.</summary>
internal sealed class DrawnNumbers(SeededRandom random) : IRandomness
{
    public ulong Next() => random.Next();
}

/// <summary>The same for code that asks .NET's class.</summary>
internal sealed class DrawnRandom(SeededRandom random) : Random
{
    public override double NextDouble() => Sample();

    protected override double Sample() => (random.Next() >> 11) * (1.0 / (1UL << 53));
}
