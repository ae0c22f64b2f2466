namespace Chronote.Domain.Ports;

/// <summary>Where ids and jitter come from: the system in production, a seed in simulation.</summary>
public interface IRandomness
{
    ulong Next();

    /// <summary>0 to 1.</summary>
    double NextFraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
