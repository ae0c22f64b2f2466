namespace Chronote.Domain.Ports;

/// <summary>Objects that are written whole, never changed, and read in ranges. Names are ours alone: no text of a user is ever part of one.</summary>
public interface IBlobStore
{
    /// <summary>Writes an object whole and durably before it returns. An object of that name with the same bytes may be there already.</summary>
    /// <param name="write">Writes the bytes into the stream it is given; called once.</param>
    Task<BlobWritten> Write(string name, Func<Stream, Task> write, CancellationToken cancellation = default);

    /// <summary>Null when there is no such object. The stream seeks.</summary>
    Task<Stream?> Open(string name, CancellationToken cancellation = default);

    /// <summary>No error when there is none.</summary>
    Task Delete(string name, CancellationToken cancellation = default);

    /// <summary>Names which begin with <paramref name="prefix"/>, in ordinal order, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<string>> List(string prefix, string? after, int limit, CancellationToken cancellation = default);
}

/// <param name="Digest">SHA-256 of the object's bytes.</param>
public sealed record BlobWritten(long ByteCount, byte[] Digest);
