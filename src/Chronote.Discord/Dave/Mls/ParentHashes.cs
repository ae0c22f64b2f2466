namespace Chronote.Discord.Dave.Mls;

/// <summary>Parent hashes bind each node above the leaves to a leaf that its maker signed (RFC 9420 §7.9).</summary>
internal static class ParentHashes
{
    /// <param name="parent">The node whose children carry the hash.</param>
    /// <param name="originalSiblingHash">Tree hash of the child that the path doesn't come through, before later joiners.</param>
    public static byte[] Of(ParentNode parent, ReadOnlySpan<byte> originalSiblingHash) =>
        MlsSuite.Hash(new MlsWriter().Vector(parent.EncryptionKey).Vector(parent.ParentHash).Vector(originalSiblingHash).Span);

    /// <summary>Whether every node above the leaves has a valid chain to a leaf (RFC 9420 §7.9.2): what a newcomer checks of the tree it is handed.</summary>
    public static bool AreValid(RatchetTree tree)
    {
        for (var node = 1; node < tree.NodeCount; node += 2)
        {
            if (tree[node] is not ParentNode parent) continue;
            var (left, right) = (TreeMath.Left(node), TreeMath.Right(node));
            if (!IsCarried(tree, parent, left, right) && !IsCarried(tree, parent, right, left)) return false;
        }
        return true;
    }

    /// <summary>Whether one node under the child carries the hash, and everybody else there joined later.</summary>
    private static bool IsCarried(RatchetTree tree, ParentNode parent, int child, int sibling)
    {
        var expected = Of(parent, tree.HashWithout(sibling, parent.UnmergedLeaves));
        var resolution = tree.Resolution(child);
        var carrier = resolution.FindIndex(node => tree[node]!.ParentHash.AsSpan().SequenceEqual(expected));
        if (carrier < 0) return false;
        resolution.RemoveAt(carrier);
        resolution.Sort();
        var unmerged = RatchetTree.Within(parent.UnmergedLeaves, child);
        if (unmerged.Length != resolution.Count) return false;
        for (var i = 0; i < unmerged.Length; i++)
        {
            if (resolution[i] != TreeMath.NodeOf(unmerged[i])) return false;
        }
        return true;
    }
}
