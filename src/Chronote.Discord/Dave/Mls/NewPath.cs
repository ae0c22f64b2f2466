using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>The new keys of our own path in a commit (RFC 9420 §7.5), with their secrets until the Welcomes are made. Disposing zeroes those.</summary>
internal sealed class NewPath : IDisposable
{
    private readonly Dictionary<int, byte[]> _secrets = [];

    /// <summary>Null for a commit without a path.</summary>
    public UpdatePath? Public { get; private set; }

    /// <summary>All zero for a commit without a path (RFC 9420 §12.4.1).</summary>
    public byte[] CommitSecret { get; private set; } = new byte[MlsSuite.HashBytes];

    /// <summary>Puts new keys from our leaf to the root into the changed tree and encrypts each node's secret to those below its other child.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Make(MlsGroup group, TreeChange change, PathKeys keys, ECDsa signer)
    {
        var nodes = change.Tree.FilteredPath(group.OwnLeaf);
        var secret = MlsSuite.NewSecret();
        foreach (var (node, _) in nodes)
        {
            keys.Set(node, PathKeys.KeyOf(secret));
            _secrets[node] = [.. secret];
            secret = PathKeys.Next(secret);
        }
        CommitSecret = secret;

        var leafKey = HpkeKeyPair.New();
        keys.Set(TreeMath.NodeOf(group.OwnLeaf), leafKey);
        var parentHash = change.SetPath(group.OwnLeaf, nodes, nodes.ConvertAll(node => keys.Find(node.Node)!.Public));
        var leaf = group.Tree.LeafAt((uint)group.OwnLeaf)!.ForCommit(leafKey.Public, parentHash, signer, group.Context.GroupId, group.OwnLeaf);
        change.Tree.Set(TreeMath.NodeOf(group.OwnLeaf), leaf);

        var provisional = (group.Context with { Epoch = group.Epoch + 1, TreeHash = change.Tree.Hash }).Bytes;
        var steps = new List<UpdatePath.Step>(nodes.Count);
        foreach (var (node, copathChild) in nodes)
        {
            var sealedSecrets = new List<(byte[], byte[])>();
            foreach (var recipient in change.Recipients(copathChild))
            {
                if (Hpke.Seal(change.Tree[recipient]!.EncryptionKey, "UpdatePathNode"u8, provisional, _secrets[node]) is not { } one)
                    return "a member's key is no point of the curve";
                sealedSecrets.Add(one);
            }
            steps.Add(new UpdatePath.Step(change.Tree[node]!.EncryptionKey, sealedSecrets));
        }
        Public = new UpdatePath(leaf, steps);
        return null;
    }

    public ReadOnlySpan<byte> SecretOf(int node) => _secrets[node];

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(CommitSecret);
        foreach (var secret in _secrets.Values) CryptographicOperations.ZeroMemory(secret);
    }
}
