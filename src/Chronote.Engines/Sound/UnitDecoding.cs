using Chronote.Domain;
using Chronote.Domain.Transcription;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Engines.Sound;

/// <summary>From the unit's Ogg/Opus to samples an engine can hear.</summary>
internal static class UnitDecoding
{
    // Padding of the last packet counts in the bound, so a unit of exactly the longest duration needs a little room.
    private static readonly ChunkBounds Bounds =
        new((long)(Limits.UnitDurationMax + TimeSpan.FromSeconds(1)).TotalSeconds * Limits.SamplesPerSecond, Limits.PacketsPerChunkMax)
        {
            EndMarkRequired = false,
        };

    /// <returns>Null and the sound, or the answer to give instead; never throws, whatever the bytes are.</returns>
    public static EngineAnswer? Decode(ReadOnlyMemory<byte> oggOpus, out UnitSound sound)
    {
        sound = new UnitSound(ReadOnlyMemory<float>.Empty);
        if (!OggOpusChunk.Read(oggOpus, Bounds).TryGet(out var chunk, out var fault))
            return new EngineAnswer.Audio($"The unit can't be read: {fault.Message}");
        try
        {
            if (!OpusChunkDecoder.Decode(chunk, UnitSound.Hz, channels: 1).TryGet(out var pcm, out fault))
                return new EngineAnswer.Audio($"The unit can't be decoded: {fault.Message}");
            sound = new UnitSound(pcm.Values);
            return null;
        }
        catch (OpusLibraryMissing missing)
        {
            return new EngineAnswer.Ours(missing.Message);
        }
    }
}
