namespace Chronote.Media.Proof;

/// <summary>
/// Proves a recording against the receipts: every acknowledged chunk's packets are in the file exactly once, in order and where the plan
/// puts them, and all else is silence.
/// </summary>
/// <remarks>
/// Streaming: memory is the packets of some chunks and of the manifest's nearest entries. Where the file deviates, the nearest entries are
/// searched for packet by packet, so that one broken chunk is reported as one. A chunk that strayed further than
/// <see cref="ProofRun.EntriesBehind"/> chunks counts as lost, its packets as unknown.
/// </remarks>
public static class AssemblyProof
{
    /// <summary>Checks a whole recording.</summary>
    /// <param name="entries">The manifest, ordered by start, then seq, as assembled.</param>
    /// <param name="oggFile">The file, read once, forward.</param>
    /// <param name="storedChunk">Consulted only for chunks whose leading packets were left out; without it their digests stay
    /// unproven.</param>
    /// <param name="cancellation">Stops between two chunks.</param>
    public static async Task<ProofReport> Check(
        IAsyncEnumerable<ManifestEntry> entries,
        Stream oggFile,
        StoredChunkSource? storedChunk = null,
        CancellationToken cancellation = default)
    {
        await using var ahead = entries.GetAsyncEnumerator(cancellation);
        using var run = new ProofRun(ahead, new(oggFile), storedChunk);
        return await run.ToEnd();
    }
}
