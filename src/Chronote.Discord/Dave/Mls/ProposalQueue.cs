namespace Chronote.Discord.Dave.Mls;

/// <summary>The proposals of an epoch that wait for a commit, in the order in which they came.</summary>
internal sealed class ProposalQueue
{
    private readonly List<QueuedProposal> _queued = [];

    public IReadOnlyCollection<QueuedProposal> Queued => _queued;

    /// <summary>Takes a genuine proposal; one that is there already stays as it is.</summary>
    /// <returns>False when there are too many.</returns>
    public bool TryAdd(QueuedProposal proposal)
    {
        if (_queued.Exists(queued => queued.Reference.AsSpan().SequenceEqual(proposal.Reference))) return true;
        if (_queued.Count == DaveLimits.ProposalsQueuedMax) return false;
        _queued.Add(proposal);
        return true;
    }

    public bool Revoke(byte[] reference) => _queued.RemoveAll(queued => queued.Reference.AsSpan().SequenceEqual(reference)) > 0;

    public void Clear() => _queued.Clear();
}
