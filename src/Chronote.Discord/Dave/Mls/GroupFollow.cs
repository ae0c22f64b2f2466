using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Following somebody else's commit (RFC 9420 §12.4.2; DAVE protocol, "Client Commit Validity").</summary>
internal static class GroupFollow
{
    /// <param name="queued">The proposals of this epoch; a commit may name no others.</param>
    /// <returns>What is wrong; null when nothing is, and then there is a next group, unless the commit removes us.</returns>
    public static string? Follow(MlsGroup group, CommitMessage commit, IReadOnlyCollection<QueuedProposal> queued, out MlsGroup? next, out bool removed)
    {
        (next, removed) = (null, false);
        if (!commit.GroupId.AsSpan().SequenceEqual(group.Context.GroupId)) return "the commit is for another group";
        if (commit.Epoch != group.Epoch) return "the commit is for another epoch";
        if (group.Tree.LeafAt(commit.Sender) is not { } sender) return "the commit's sender isn't in the group";
        var signed = Framing.Signed(commit.Content, group.Context.Bytes);
        if (!CryptographicOperations.FixedTimeEquals(
            group.Secrets.MembershipTag(CommitMessage.Authenticated(signed, commit.Signature, commit.ConfirmationTag)), commit.MembershipTag)) return "the commit's membership tag is wrong";
        if (!MlsSuite.Verify(sender.SignatureKey, Framing.SignLabel, signed, commit.Signature)) return "the commit isn't signed by its sender";

        if (Resolve(commit.References, queued) is not { } proposals) return "the commit names a proposal that the voice gateway didn't make";
        if (proposals.Exists(named => named.Proposal is Proposal.Remove remove && remove.Leaf == commit.Sender)) return "the commit removes its sender";
        if (TreeChange.Apply(group.Tree, proposals, out var change) is { } fault) return fault;
        removed = proposals.Exists(named => named.Proposal is Proposal.Remove remove && remove.Leaf == group.OwnLeaf);
        if (removed) return null;
        if (commit.Path is null && change.NeedsPath) return "the commit removes somebody without a new path";

        var keys = group.Keys.CopyFor(change.Tree);
        fault = FollowPath(group, commit, change, sender, keys, out var commitSecret);
        if (fault is null) fault = Confirm(group, commit, change.Tree, keys, commitSecret!, out next);
        CryptographicOperations.ZeroMemory(commitSecret);
        if (fault is not null) keys.Dispose();
        return fault;
    }

    /// <summary>The proposals that a commit names, in its order. Null when one is unknown, named twice, or none is named.</summary>
    private static List<QueuedProposal>? Resolve(List<byte[]> references, IReadOnlyCollection<QueuedProposal> queued)
    {
        var known = queued.ToDictionary(proposal => Convert.ToHexString(proposal.Reference));
        var named = new List<QueuedProposal>(references.Count);
        foreach (var reference in references)
        {
            if (!known.Remove(Convert.ToHexString(reference), out var proposal)) return null;
            named.Add(proposal);
        }
        return named.Count > 0 ? named : null;
    }

    private static string? FollowPath(MlsGroup group, CommitMessage commit, TreeChange change, LeafNode sender, PathKeys keys, out byte[]? commitSecret)
    {
        commitSecret = new byte[MlsSuite.HashBytes];
        if (commit.Path is not { } path) return null;
        commitSecret = null;
        var committer = (int)commit.Sender;
        if (FaultOfLeaf(path.Leaf, sender, group.Context.GroupId, committer) is { } fault) return fault;
        var nodes = change.Tree.FilteredPath(committer);
        var recipients = nodes.ConvertAll(node => change.Recipients(node.CopathChild));
        if (nodes.Count != path.Steps.Count || !recipients.Zip(path.Steps).All(pair => pair.First.Count == pair.Second.Sealed.Count)) return "the commit's path has another length";
        if (!change.SetPath(committer, nodes, path.Steps.ConvertAll(step => step.EncryptionKey)).AsSpan().SequenceEqual(path.Leaf.ParentHash)) return "the commit's parent hash is wrong";
        change.Tree.Set(TreeMath.NodeOf(committer), path.Leaf);
        if (TreeCheck.Duplicate(change.Tree) is { } duplicate) return duplicate;

        var provisional = group.Context with { Epoch = group.Epoch + 1, TreeHash = change.Tree.Hash };
        var at = nodes.FindIndex(node => TreeMath.IsWithin(TreeMath.NodeOf(group.OwnLeaf), node.CopathChild));
        var which = at < 0 ? -1 : recipients[at].FindIndex(node => keys.Find(node) is not null);
        if (which < 0) return "the commit's path holds nothing for us";
        var (kemOutput, ciphertext) = path.Steps[at].Sealed[which];
        var pathSecret = Hpke.Open(keys.Find(recipients[at][which])!, kemOutput, "UpdatePathNode"u8, provisional.Bytes, ciphertext);
        if (pathSecret is null || pathSecret.Length != MlsSuite.HashBytes) return "the commit's path secret can't be decrypted";
        commitSecret = keys.Climb(change.Tree, nodes.Skip(at).Select(node => node.Node), pathSecret);
        return commitSecret is null ? "the commit's path secret doesn't fit its public keys" : null;
    }

    private static string? FaultOfLeaf(LeafNode leaf, LeafNode before, ReadOnlySpan<byte> groupId, int committer)
    {
        if (leaf.Source != LeafNodeSource.Commit) return "the leaf of the commit's path has another source";
        if (TreeCheck.FaultOfLeaf(leaf) is { } fault) return fault;
        if (!leaf.Identity.AsSpan().SequenceEqual(before.Identity) || !leaf.SignatureKey.AsSpan().SequenceEqual(before.SignatureKey)) return "the commit changes its sender's identity";
        if (leaf.EncryptionKey.AsSpan().SequenceEqual(before.EncryptionKey)) return "the commit keeps its sender's old key";
        return leaf.IsSigned(groupId, committer) ? null : "the leaf of the commit's path isn't signed by its key";
    }

    private static string? Confirm(MlsGroup group, CommitMessage commit, RatchetTree tree, PathKeys keys, byte[] commitSecret, out MlsGroup? next)
    {
        var context = group.Context with
        {
            Epoch = group.Epoch + 1,
            TreeHash = tree.Hash,
            ConfirmedTranscriptHash = TranscriptHash.Confirmed(group.InterimTranscriptHash, commit.Transcript),
        };
        var joiner = group.Secrets.NextJoiner(commitSecret, context);
        var secrets = EpochSecrets.OfJoiner(joiner, context);
        CryptographicOperations.ZeroMemory(joiner);
        if (CryptographicOperations.FixedTimeEquals(secrets.ConfirmationTag(context.ConfirmedTranscriptHash), commit.ConfirmationTag))
        {
            next = new MlsGroup(context, tree, group.OwnLeaf, keys, secrets, commit.ConfirmationTag);
            return null;
        }
        secrets.Dispose();
        next = null;
        return "the commit's confirmation tag is wrong";
    }
}
