using Chronote.Domain.Chunks;

namespace Chronote.Domain.Ports;

/// <summary>WAV and FLAC chunks on their way to Opus: QUEUED → IN_PROGRESS → DONE | FAILED.</summary>
public interface INormalisationQueue
{
    /// <summary>Chunks that wait, in order of meeting, track and place.</summary>
    Task<IReadOnlyList<ChunkToNormalise>> Queued(int limit);

    /// <summary>QUEUED → IN_PROGRESS, for as long as the lease. False when it is no longer queued.</summary>
    Task<bool> Begin(long chunkId, DateTimeOffset leaseUntil);

    /// <summary>The bytes as received; null when they are gone.</summary>
    Task<byte[]?> ReadSource(long chunkId);

    /// <summary>IN_PROGRESS → DONE, with the encoded audio in the same transaction. False when it was not in progress.</summary>
    Task<bool> Complete(long chunkId, byte[] oggOpus, AudioShape shape, DateTimeOffset now);

    /// <summary>IN_PROGRESS → FAILED. The source stays.</summary>
    Task Fail(long chunkId, string why);

    /// <summary>Deletes the source of a chunk that is DONE and marks it cleaned.</summary>
    Task Clean(long chunkId);

    /// <summary>Chunks that were DONE before <paramref name="before"/> and still have their source: the last of a track, which no later chunk needed.</summary>
    Task<IReadOnlyList<long>> Uncleaned(DateTimeOffset before, int limit);

    /// <summary>IN_PROGRESS → QUEUED: whoever began it could not go on.</summary>
    Task Release(long chunkId);

    /// <summary>What was in progress and whose lease ended is queued again: its process died, or hangs.</summary>
    Task<int> EndExpired(DateTimeOffset now);

    /// <summary>At the start of a server that is alone: whatever was in progress is nobody's work any more, and is queued again.</summary>
    Task<int> Requeue();
}

/// <param name="BeforeChunkId">The chunk that ends where this one begins, or null.</param>
public sealed record ChunkToNormalise(long ChunkId, ChunkKey Key, AudioCodec Codec, long StartSamples, long? BeforeChunkId);
