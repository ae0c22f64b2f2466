namespace Chronote.Kernel.State;

/// <summary>Where <see cref="IPersistentState{TState}"/> is kept. A task that succeeds means durable; one that fails means unknown.</summary>
/// <remarks>Etags are the store's own text, different after every write. Two writers with the same etag: one wins, the other changes nothing.</remarks>
public interface IGrainStateStore
{
    /// <param name="grain">For instance <c>guild/1234</c>. Compared ordinal.</param>
    /// <param name="state">The name given by <see cref="PersistentStateAttribute"/>.</param>
    /// <returns>Null when nothing is stored.</returns>
    Task<StoredGrainState?> Read(string grain, string state);

    /// <param name="expectedEtag">The etag last read or written; null when nothing was stored.</param>
    /// <returns>The new etag; null when another etag is stored than expected, and then nothing was changed.</returns>
    Task<string?> Write(string grain, string state, byte[] payload, string? expectedEtag);
}

/// <param name="Payload">JSON in UTF-8.</param>
public sealed record StoredGrainState(byte[] Payload, string Etag);
