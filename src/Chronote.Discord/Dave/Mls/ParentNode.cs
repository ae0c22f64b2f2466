namespace Chronote.Discord.Dave.Mls;

/// <summary>A node above the leaves (RFC 9420 §7.1).</summary>
internal sealed class ParentNode : TreeNode
{
    /// <summary>Leaves below that joined after this node's key was made and don't know its private half; ascending.</summary>
    public required int[] UnmergedLeaves { get; init; }

    public static ParentNode? Read(ref MlsReader reader)
    {
        var key = reader.Vector();
        var parentHash = reader.Vector();
        var unmerged = new MlsReader(reader.Vector());
        if (!P256.IsEncodedPoint(key) || parentHash.Length is not (0 or MlsSuite.HashBytes)) reader.Fail();
        if (reader.Failed || unmerged.Rest.Length % sizeof(uint) != 0) return null;
        var leaves = new int[unmerged.Rest.Length / sizeof(uint)];
        for (var i = 0; i < leaves.Length; i++)
        {
            var leaf = unmerged.U32();
            if (leaf >= DaveLimits.MembersMax || i > 0 && leaf <= leaves[i - 1]) return null;
            leaves[i] = (int)leaf;
        }
        return new ParentNode { EncryptionKey = key.ToArray(), ParentHash = parentHash.ToArray(), UnmergedLeaves = leaves };
    }

    public override void Write(MlsWriter writer) => Write(writer, UnmergedLeaves);

    public void Write(MlsWriter writer, ReadOnlySpan<int> unmergedLeaves)
    {
        var unmerged = new MlsWriter();
        foreach (var leaf in unmergedLeaves) unmerged.U32((uint)leaf);
        writer.Vector(EncryptionKey).Vector(ParentHash).Vector(unmerged);
    }

    public ParentNode WithUnmerged(int leaf)
    {
        int[] leaves = [.. UnmergedLeaves, leaf];
        Array.Sort(leaves);
        return new ParentNode { EncryptionKey = EncryptionKey, ParentHash = ParentHash, UnmergedLeaves = leaves };
    }
}
