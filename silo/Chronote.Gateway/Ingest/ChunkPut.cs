using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Gateway.Ingest;

/// <summary>A chunk PUT as its endpoint read it.</summary>
/// <param name="ContentType">Media type without parameters, or null: the bytes decide.</param>
/// <param name="Digest">SHA-256 the sender named, or null.</param>
public sealed record ChunkPut(
    TenantId Tenant, ChunkKey Key, long? Epoch, long? WriterEpoch, long? StartSamples, byte[]? Digest, string? ContentType, ReadOnlyMemory<byte> Body);

/// <summary>What a PUT came to.</summary>
public abstract record ChunkPutAnswer
{
    public sealed record Acknowledged(Wire.ChunkAcknowledged Body, bool Again) : ChunkPutAnswer;
    public sealed record Refused(Refusal Refusal) : ChunkPutAnswer;
    /// <summary>The body itself was not accepted.</summary>
    public sealed record BadBody(string Code, string Detail) : ChunkPutAnswer;
    public sealed record Unstored(StoreException Failure) : ChunkPutAnswer;

    private ChunkPutAnswer() { }
}
