using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>The private keys that one member knows of the tree: its own leaf's, and of nodes above it. Disposing zeroes them.</summary>
internal sealed class PathKeys : IDisposable
{
    private readonly Dictionary<int, HpkeKeyPair> _pairs = [];

    public PathKeys(int leaf, HpkeKeyPair own) => _pairs[TreeMath.NodeOf(leaf)] = own;

    private PathKeys(Dictionary<int, HpkeKeyPair> pairs) => _pairs = pairs;

    /// <summary>The keys that still stand in a tree: those of nodes blanked or replaced are left out.</summary>
    public PathKeys CopyFor(RatchetTree tree) =>
        new(_pairs.Where(pair => pair.Key < tree.NodeCount && tree[pair.Key] is { } node && node.EncryptionKey.AsSpan().SequenceEqual(pair.Value.Public))
            .ToDictionary(pair => pair.Key, pair => pair.Value.Copy()));

    public HpkeKeyPair? Find(int node) => _pairs.GetValueOrDefault(node);

    public void Set(int node, HpkeKeyPair pair)
    {
        if (_pairs.Remove(node, out var old)) old.Dispose();
        _pairs[node] = pair;
    }

    /// <summary>
    /// Goes up from the node that a path secret belongs to, keeps the private key of each node, and checks it against the public one (RFC 9420 §7.4).
    /// </summary>
    /// <param name="nodes">The committer's filtered direct path, from that node up.</param>
    /// <param name="pathSecret">Used up: zeroed.</param>
    /// <returns>The commit secret; null when a public key doesn't fit.</returns>
    public byte[]? Climb(RatchetTree tree, IEnumerable<int> nodes, byte[] pathSecret)
    {
        foreach (var node in nodes)
        {
            var pair = KeyOf(pathSecret);
            if (tree[node] is not { } filled || !filled.EncryptionKey.AsSpan().SequenceEqual(pair.Public))
            {
                pair.Dispose();
                CryptographicOperations.ZeroMemory(pathSecret);
                return null;
            }
            Set(node, pair);
            pathSecret = Next(pathSecret);
        }
        return pathSecret;
    }

    public static HpkeKeyPair KeyOf(ReadOnlySpan<byte> pathSecret)
    {
        var seed = MlsSuite.DeriveSecret(pathSecret, "node"u8);
        var pair = Hpke.DeriveKeyPair(seed);
        CryptographicOperations.ZeroMemory(seed);
        return pair;
    }

    /// <summary>The secret one node further up, zeroing this one.</summary>
    public static byte[] Next(byte[] pathSecret)
    {
        var next = MlsSuite.DeriveSecret(pathSecret, "path"u8);
        CryptographicOperations.ZeroMemory(pathSecret);
        return next;
    }

    public void Dispose()
    {
        foreach (var pair in _pairs.Values) pair.Dispose();
    }
}
