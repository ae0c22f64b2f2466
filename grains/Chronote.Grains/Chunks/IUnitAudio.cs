using Chronote.Domain.Ports;

namespace Chronote.Grains.Chunks;

/// <summary>Reads a unit's audio as Ogg/Opus, wherever its chunks are now.</summary>
public interface IUnitAudio
{
    /// <summary>One part for almost every unit; several when a single chunk is longer than one request may be.</summary>
    Task<IReadOnlyList<UnitPart>> Read(ClaimedUnit unit, TimeSpan partMax);
}

/// <param name="Start">Where the part begins within the unit.</param>
/// <param name="OggOpus">A complete Ogg/Opus stream.</param>
public sealed record UnitPart(TimeSpan Start, ReadOnlyMemory<byte> OggOpus);
