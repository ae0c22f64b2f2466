namespace Chronote.Media.Proof;

/// <summary>What was acknowledged: one chunk of the track, from its receipt.</summary>
/// <param name="Seq">Sequence number.</param>
/// <param name="StartSamples">First audible sample on the meeting's timeline (48 kHz).</param>
/// <param name="PreSkipSamples">Samples before it.</param>
/// <param name="DurationSamples">Audible samples.</param>
/// <param name="PacketCount">Audio packets.</param>
/// <param name="PacketsDigest">32 bytes, see <see cref="Opus.PacketsDigest"/>.</param>
public sealed record ManifestEntry(
    long Seq, long StartSamples, int PreSkipSamples, long DurationSamples, int PacketCount, ReadOnlyMemory<byte> PacketsDigest);

/// <summary>Fetches a chunk's stored Ogg bytes by its seq; null when they are gone.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>?> StoredChunkSource(long seq);
