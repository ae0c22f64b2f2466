namespace Chronote.Domain.Chunks;

public enum AudioCodec { Opus, Wav, Flac }

/// <summary>What reading a chunk's bytes told about its audio.</summary>
/// <param name="DurationSamples">Length on the timeline, in 48 kHz samples, after pre-skip and end trim.</param>
/// <param name="PreSkipSamples">Decoded samples which lie before the chunk's place (RFC 7845, 4.2).</param>
/// <param name="Packets">Number of Opus packets; 0 for a WAV or FLAC chunk that is not encoded yet.</param>
/// <param name="PacketsDigest">SHA-256 over each packet's length (4 bytes, little endian) and bytes; null as long as there are no packets.</param>
public sealed record AudioShape(AudioCodec Codec, long DurationSamples, int PreSkipSamples, int Packets, byte[]? PacketsDigest);

/// <summary>The thin row that proves a chunk. It lives as long as its meeting.</summary>
/// <param name="Digest">SHA-256 of the body as received, 32 bytes.</param>
public sealed record Receipt(
    ChunkKey Key, long Epoch, byte[] Digest, long StartSamples, AudioShape Shape, int ByteCount, DateTimeOffset StoredAt);

/// <summary>A chunk as the edge received and checked it.</summary>
/// <param name="Epoch">The run that recorded it; null from a simple writer.</param>
/// <param name="WriterEpoch">The fence; null from a simple writer.</param>
/// <param name="StartSamples">Place on the timeline; null from a simple writer: it follows what is stored.</param>
/// <param name="DigestWasGiven">False when the edge computed the digest because the writer sent none.</param>
/// <param name="Bytes">The body as received. Owned by the caller until the answer came.</param>
public sealed record ChunkToStore(
    TenantId Tenant, ChunkKey Key, long? Epoch, long? WriterEpoch, long? StartSamples, byte[] Digest, bool DigestWasGiven,
    AudioShape Shape, ReadOnlyMemory<byte> Bytes);
