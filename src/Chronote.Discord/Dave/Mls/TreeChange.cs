namespace Chronote.Discord.Dave.Mls;

/// <summary>The next epoch's tree while a commit is made or followed: proposals first, then the path (RFC 9420 §12.3 and §7.5).</summary>
internal sealed class TreeChange
{
    private TreeChange(RatchetTree tree) => Tree = tree;

    public RatchetTree Tree { get; }

    /// <summary>The leaves that the commit adds, in order. They get no path secret in the commit itself, but in their Welcome.</summary>
    public List<(int Leaf, KeyPackage KeyPackage)> Added { get; } = [];

    /// <summary>A commit that removes somebody must have a path (RFC 9420 §12.4).</summary>
    public bool NeedsPath { get; private set; }

    /// <summary>Removes first, then adds in the order of the references, each at the leftmost blank leaf.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? Apply(RatchetTree before, IReadOnlyCollection<QueuedProposal> proposals, out TreeChange change)
    {
        change = new TreeChange(before.Copy());
        var removed = new HashSet<uint>();
        foreach (var remove in proposals.Select(queued => queued.Proposal).OfType<Proposal.Remove>())
        {
            if (before.LeafAt(remove.Leaf) is null || !removed.Add(remove.Leaf)) return "a proposal removes a leaf that isn't there";
        }
        foreach (var leaf in removed) change.Tree.Remove((int)leaf);
        change.NeedsPath = removed.Count > 0;
        foreach (var add in proposals.Select(queued => queued.Proposal).OfType<Proposal.Add>())
        {
            if (change.Tree.Add(add.KeyPackage.Leaf) is not { } leaf) return "the group would have too many members";
            change.Added.Add((leaf, add.KeyPackage));
        }
        return TreeCheck.Duplicate(change.Tree);
    }

    /// <summary>Blanks the direct path of a committer and fills the nodes of the filtered one with new keys, bound together by parent hashes from the top down.</summary>
    /// <returns>The parent hash that the committer's new leaf must carry.</returns>
    public byte[] SetPath(int committer, IReadOnlyList<(int Node, int CopathChild)> path, IReadOnlyList<byte[]> publicKeys)
    {
        foreach (var node in Tree.DirectPath(TreeMath.NodeOf(committer))) Tree.Set(node, null);
        byte[] parentHash = [];
        for (var i = path.Count - 1; i >= 0; i--)
        {
            var parent = new ParentNode { EncryptionKey = publicKeys[i], ParentHash = parentHash, UnmergedLeaves = [] };
            Tree.Set(path[i].Node, parent);
            parentHash = ParentHashes.Of(parent, Tree.HashOf(path[i].CopathChild));
        }
        return parentHash;
    }

    /// <summary>The nodes that a path secret is encrypted to: the resolution of the copath child without the leaves added by this commit.</summary>
    public List<int> Recipients(int copathChild)
    {
        var nodes = Tree.Resolution(copathChild);
        nodes.RemoveAll(node => TreeMath.IsLeaf(node) && Added.Exists(added => TreeMath.NodeOf(added.Leaf) == node));
        return nodes;
    }
}
