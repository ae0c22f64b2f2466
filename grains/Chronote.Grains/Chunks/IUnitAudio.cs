using Chronote.Domain.Ports;

namespace Chronote.Grains.Chunks;

/// <summary>Reads a unit's audio as one Ogg/Opus stream, wherever its chunks are now.</summary>
public interface IUnitAudio
{
    Task<ReadOnlyMemory<byte>> Read(ClaimedUnit unit);
}
