namespace Chronote.Kernel.Simulation;

/// <summary>Numbers that follow from a seed, the same on every machine and with every version of .NET. A counter, mixed well; not for secrets.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <param name="bound">At least 1; never drawn itself.</param>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)(Next() % (ulong)bound);
    }

    /// <summary>True once in <paramref name="count"/> draws on average; never for 0.</summary>
    public bool OneIn(int count) => count > 0 && Below(count) == 0;

    /// <param name="probability">0 to 1.</param>
    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>From <paramref name="min"/> up to, not including, <paramref name="max"/>; equal bounds give that value.</summary>
    public TimeSpan Between(TimeSpan min, TimeSpan max) => max <= min ? min : min + TimeSpan.FromTicks((long)(Next() % (ulong)(max - min).Ticks));

    /// <summary>A generator of its own: what is drawn from it doesn't move this one.</summary>
    public SeededRandom Fork() => new(Next());
}
