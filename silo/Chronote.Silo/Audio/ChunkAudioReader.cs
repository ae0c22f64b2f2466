using System.Buffers;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Grains.Chunks;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Silo.Audio;

/// <summary>Joins a unit's chunks, packets as they are, and cuts at packets where it is too long for one request.</summary>
public sealed class ChunkAudioReader(IChunkStore chunks) : IUnitAudio
{
    public async Task<IReadOnlyList<UnitPart>> Read(ClaimedUnit unit, TimeSpan partMax)
    {
        var stored = new List<byte[]>();
        foreach (var receipt in unit.Chunks)
            stored.Add(await chunks.ReadBytes(receipt.Key) ?? throw new InvalidDataException($"The bytes of chunk {receipt.Key} are not there."));
        return stored.Count == 1 && unit.Chunks[0].Shape.DurationSamples <= Samples(partMax) ? [new UnitPart(TimeSpan.Zero, stored[0])] : Cut(stored, Samples(partMax));
    }

    private static List<UnitPart> Cut(List<byte[]> stored, long partSamplesMax)
    {
        var channels = stored.Max(bytes => StoredPackets.Of(bytes).Head.Channels);
        var parts = new List<UnitPart>();
        var (output, writer, begin, at) = (new ArrayBufferWriter<byte>(), (OggOpusWriter?)null, 0L, 0L);
        foreach (var bytes in stored)
        {
            foreach (var packet in StoredPackets.Of(bytes))
            {
                if (writer is not null && at - begin >= partSamplesMax) End();
                writer ??= new OggOpusWriter(new OggOpusStream(channels) { PreSkipSamples = parts.Count == 0 ? StoredPackets.Of(stored[0]).Head.PreSkipSamples : 0 }, output);
                writer.Write(packet);
                at += OpusPacket.DurationSamples(packet);
            }
        }
        if (writer is not null) End();
        return parts;

        void End()
        {
            writer!.Finish();
            parts.Add(new UnitPart(TimeSpan.FromSeconds((double)begin / Limits.SamplesPerSecond), output.WrittenMemory));
            (output, writer, begin) = (new ArrayBufferWriter<byte>(), null, at);
        }
    }

    private static long Samples(TimeSpan span) => (long)(span.TotalSeconds * Limits.SamplesPerSecond);
}
