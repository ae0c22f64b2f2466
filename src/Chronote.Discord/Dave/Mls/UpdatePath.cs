namespace Chronote.Discord.Dave.Mls;

/// <summary>New keys from a committer's leaf up to the root (RFC 9420 §7.6).</summary>
internal sealed record UpdatePath(LeafNode Leaf, List<UpdatePath.Step> Steps)
{
    /// <summary>One node of the filtered direct path.</summary>
    /// <param name="Sealed">Its path secret, encrypted to each node of the copath child's resolution.</param>
    internal sealed record Step(byte[] EncryptionKey, List<(byte[] KemOutput, byte[] Ciphertext)> Sealed);

    public static UpdatePath? Read(ref MlsReader reader)
    {
        var leaf = LeafNode.Read(ref reader);
        var nodes = new MlsReader(reader.Vector());
        if (leaf is null || reader.Failed) return null;
        var steps = new List<Step>();
        while (!nodes.AtEnd)
        {
            var key = nodes.Vector();
            var list = new MlsReader(nodes.Vector());
            if (nodes.Failed || !P256.IsEncodedPoint(key) || steps.Count > TreeMath.Level(TreeMath.Root(DaveLimits.MembersMax))) return null;
            var sealedSecrets = new List<(byte[], byte[])>();
            while (!list.AtEnd && sealedSecrets.Count < DaveLimits.MembersMax) sealedSecrets.Add((list.Vector().ToArray(), list.Vector().ToArray()));
            if (!list.Whole) return null;
            steps.Add(new Step(key.ToArray(), sealedSecrets));
        }
        return nodes.Failed ? null : new UpdatePath(leaf, steps);
    }

    public void Write(MlsWriter writer)
    {
        Leaf.Write(writer);
        var nodes = new MlsWriter();
        foreach (var step in Steps)
        {
            var list = new MlsWriter();
            foreach (var (kemOutput, ciphertext) in step.Sealed) list.Vector(kemOutput).Vector(ciphertext);
            nodes.Vector(step.EncryptionKey).Vector(list);
        }
        writer.Vector(nodes);
    }
}
