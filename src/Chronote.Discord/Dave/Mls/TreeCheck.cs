namespace Chronote.Discord.Dave.Mls;

/// <summary>What must hold of a group's tree besides its hash (RFC 9420 §7.3 and §12.4.3.1; DAVE protocol, "Client Commit Validity").</summary>
internal static class TreeCheck
{
    /// <summary>All checks, for the tree of a Welcome.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? FaultOfWelcomed(RatchetTree tree, ReadOnlySpan<byte> groupId)
    {
        if (!UnmergedLeavesFit(tree)) return "unmerged leaves of the tree don't fit";
        if (Duplicate(tree) is { } duplicate) return duplicate;
        foreach (var (index, leaf) in tree.Leaves)
        {
            if (FaultOfLeaf(leaf) is { } fault) return fault;
            if (!leaf.IsSigned(groupId, index)) return "a leaf of the tree isn't signed by its key";
        }
        return ParentHashes.AreValid(tree) ? null : "parent hashes of the tree don't fit";
    }

    public static string? FaultOfLeaf(LeafNode leaf)
    {
        if (leaf.User is null) return "a leaf's identity is no user id";
        if (leaf.Source is LeafNodeSource.Update) return "a leaf has a source that this protocol doesn't know";
        return leaf.SupportsWhatItUses ? null : "a leaf's capabilities don't cover it";
    }

    /// <summary>Users, signature keys and encryption keys occur once.</summary>
    public static string? Duplicate(RatchetTree tree)
    {
        var (users, signatureKeys, encryptionKeys) = (new HashSet<Snowflake>(), new HashSet<string>(), new HashSet<string>());
        for (var node = 0; node < tree.NodeCount; node++)
        {
            if (tree[node] is not { } filled) continue;
            if (!encryptionKeys.Add(Convert.ToHexString(filled.EncryptionKey))) return "an encryption key occurs twice in the tree";
            if (filled is not LeafNode leaf) continue;
            if (leaf.User is { } user && !users.Add(user)) return "a user occurs twice in the tree";
            if (!signatureKeys.Add(Convert.ToHexString(leaf.SignatureKey))) return "a signature key occurs twice in the tree";
        }
        return null;
    }

    /// <summary>An unmerged leaf is there, is below, and is unmerged in every node between as well.</summary>
    private static bool UnmergedLeavesFit(RatchetTree tree)
    {
        for (var node = 1; node < tree.NodeCount; node += 2)
        {
            if (tree[node] is not ParentNode parent) continue;
            foreach (var leaf in parent.UnmergedLeaves)
            {
                var leafNode = TreeMath.NodeOf(leaf);
                if (!TreeMath.IsWithin(leafNode, node) || tree.LeafAt((uint)leaf) is null) return false;
                for (var between = TreeMath.Parent(leafNode); between != node; between = TreeMath.Parent(between))
                {
                    if (tree[between] is ParentNode lower && Array.BinarySearch(lower.UnmergedLeaves, leaf) < 0) return false;
                }
            }
        }
        return true;
    }
}
