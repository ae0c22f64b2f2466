namespace Chronote.Media.Ogg;

/// <summary>A chunk whose every page, packet and granule position was checked.</summary>
/// <param name="Channels">1 or 2.</param>
/// <param name="PreSkipSamples">Samples at 48 kHz that precede the chunk's first one: dropped by a decoder, not part of the
/// duration.</param>
/// <param name="DurationSamples">Audible samples at 48 kHz: all packets without pre-skip and end trim; at least 1.</param>
/// <param name="EndTrimSamples">Samples of the last packets that are padding.</param>
/// <param name="StartGranule">The granule position before the first packet; 0 for a stream that begins here.</param>
/// <param name="PacketCount">Audio packets, at least 1.</param>
/// <param name="PacketsDigest">32 bytes, see <see cref="Opus.PacketsDigest"/>.</param>
/// <param name="OggBytes">The bytes it was read from; <see cref="StoredPackets.Of"/> enumerates their packets.</param>
public sealed record ParsedChunk(
    int Channels,
    int PreSkipSamples,
    long DurationSamples,
    long EndTrimSamples,
    long StartGranule,
    int PacketCount,
    byte[] PacketsDigest,
    ReadOnlyMemory<byte> OggBytes);

/// <summary>What a caller accepts as a chunk.</summary>
/// <param name="MaxDurationSamples">Samples at 48 kHz of all packets together, padding included.</param>
/// <param name="MaxPackets">Audio packets.</param>
public sealed record ChunkBounds(long MaxDurationSamples, int MaxPackets)
{
    /// <summary>One hour.</summary>
    public static ChunkBounds Default { get; } = new(MediaLimits.ChunkSamplesMax, MediaLimits.ChunkPacketsMax);

    /// <summary>
    /// Whether a stream without an end-of-stream page counts as cut off. False only for files whose writer may have died.
    /// </summary>
    public bool EndMarkRequired { get; init; } = true;
}
