using System.Buffers;
using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Ports;
using Chronote.Grains.Chunks;
using Chronote.Media.Ogg;

namespace Chronote.Silo.Audio;

/// <summary>Joins a unit's chunks into one Ogg/Opus stream, packets as they are.</summary>
public sealed class ChunkAudioReader(IChunkStore chunks) : IUnitAudio
{
    public async Task<ReadOnlyMemory<byte>> Read(ClaimedUnit unit)
    {
        var parts = new List<byte[]>();
        foreach (var receipt in unit.Chunks)
            parts.Add(await chunks.ReadBytes(receipt.Key) ?? throw new InvalidDataException($"The bytes of chunk {receipt.Key} are not there."));
        return parts.Count == 1 ? parts[0] : Join(parts);
    }

    private static ReadOnlyMemory<byte> Join(List<byte[]> parts)
    {
        var output = new ArrayBufferWriter<byte>(parts.Sum(part => part.Length));
        var channels = parts.Max(part => StoredPackets.Of(part).Head.Channels);
        var writer = new OggOpusWriter(new OggOpusStream(channels) { PreSkipSamples = StoredPackets.Of(parts[0]).Head.PreSkipSamples }, output);
        foreach (var part in parts)
            foreach (var packet in StoredPackets.Of(part))
                writer.Write(packet);
        writer.Finish();
        return output.WrittenMemory;
    }
}
