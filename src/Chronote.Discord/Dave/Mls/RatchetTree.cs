namespace Chronote.Discord.Dave.Mls;

/// <summary>
/// The public part of a group's ratchet tree (RFC 9420 §7). Nodes are immutable and shared between copies; the tree hash of every subtree is kept until
/// something below it changes, so a commit hashes a path, not the tree.
/// </summary>
internal sealed class RatchetTree
{
    private const byte LeafType = 1;
    private const byte ParentType = 2;

    private TreeNode?[] _nodes;
    private byte[]?[] _hashes;

    private RatchetTree(TreeNode?[] nodes, byte[]?[] hashes) => (_nodes, _hashes) = (nodes, hashes);

    /// <summary>A power of two; blank leaves included.</summary>
    public int LeafCount => (_nodes.Length + 1) / 2;

    public int NodeCount => _nodes.Length;

    public int Root => TreeMath.Root(LeafCount);

    public TreeNode? this[int node] => _nodes[node];

    public byte[] Hash => HashOf(Root);

    public IEnumerable<(int Index, LeafNode Leaf)> Leaves
    {
        get
        {
            for (var node = 0; node < _nodes.Length; node += 2)
            {
                if (_nodes[node] is LeafNode leaf) yield return (TreeMath.LeafOf(node), leaf);
            }
        }
    }

    public static RatchetTree Of(LeafNode leaf) => new([leaf], new byte[1][]);

    public LeafNode? LeafAt(uint leaf) => leaf < LeafCount ? (LeafNode?)_nodes[TreeMath.NodeOf((int)leaf)] : null;

    public RatchetTree Copy() => new([.. _nodes], [.. _hashes]);

    /// <summary>Reads the ratchet_tree extension (RFC 9420 §12.4.3.3): optional nodes from left to right, the last one not blank.</summary>
    public static RatchetTree? Read(ReadOnlySpan<byte> extension)
    {
        var outer = new MlsReader(extension);
        var reader = new MlsReader(outer.Vector());
        if (!outer.Whole) return null;
        var nodes = new List<TreeNode?>();
        while (!reader.AtEnd)
        {
            if (nodes.Count == TreeMath.NodeCount(DaveLimits.MembersMax)) return null;
            if (!reader.Present())
            {
                nodes.Add(null);
                continue;
            }
            var type = reader.U8();
            if (type != (TreeMath.IsLeaf(nodes.Count) ? LeafType : ParentType)) return null;
            TreeNode? node = type == LeafType ? LeafNode.Read(ref reader) : ParentNode.Read(ref reader);
            if (node is null) return null;
            nodes.Add(node);
        }
        if (reader.Failed || nodes is not [.., not null]) return null;
        var leaves = 1;
        while (TreeMath.NodeCount(leaves) < nodes.Count) leaves *= 2;
        while (nodes.Count < TreeMath.NodeCount(leaves)) nodes.Add(null);
        return new RatchetTree([.. nodes], new byte[nodes.Count][]);
    }

    /// <summary>The content of the ratchet_tree extension.</summary>
    public byte[] ToExtension()
    {
        var writer = new MlsWriter();
        var last = Array.FindLastIndex(_nodes, node => node is not null);
        for (var node = 0; node <= last; node++) WriteOptional(writer, _nodes[node], withType: true);
        return new MlsWriter().Vector(writer).ToArray();
    }

    /// <summary>Adds at the leftmost blank leaf, doubling the tree when there is none (RFC 9420 §7.7).</summary>
    /// <returns>Its leaf index; null when the tree may not grow any more.</returns>
    public int? Add(LeafNode leaf)
    {
        var index = 0;
        while (index < LeafCount && _nodes[TreeMath.NodeOf(index)] is not null) index++;
        if (index == LeafCount)
        {
            if (LeafCount * 2 > DaveLimits.MembersMax) return null;
            var size = TreeMath.NodeCount(LeafCount * 2);
            Array.Resize(ref _nodes, size);
            Array.Resize(ref _hashes, size);
        }
        var node = TreeMath.NodeOf(index);
        Set(node, leaf);
        foreach (var above in DirectPath(node))
        {
            if (_nodes[above] is ParentNode parent) _nodes[above] = parent.WithUnmerged(index);
        }
        return index;
    }

    /// <summary>Blanks a leaf and the nodes above it, then halves the tree as often as its right half is blank (RFC 9420 §7.8).</summary>
    public void Remove(int leaf)
    {
        var node = TreeMath.NodeOf(leaf);
        Set(node, null);
        foreach (var above in DirectPath(node)) _nodes[above] = null;
        while (LeafCount > 1 && Array.FindIndex(_nodes, Root + 1, filled => filled is not null) < 0)
        {
            Array.Resize(ref _nodes, Root);
            Array.Resize(ref _hashes, _nodes.Length);
        }
    }

    /// <summary>Puts a node in its place and forgets the hashes that it is part of.</summary>
    public void Set(int node, TreeNode? value)
    {
        _nodes[node] = value;
        _hashes[node] = null;
        foreach (var above in DirectPath(node)) _hashes[above] = null;
    }

    /// <summary>The nodes above one, from its parent to the root.</summary>
    public IEnumerable<int> DirectPath(int node)
    {
        while (node != Root)
        {
            node = TreeMath.Parent(node);
            yield return node;
        }
    }

    /// <summary>The filtered direct path (RFC 9420 §4.1.2), from the bottom, each node with its child that the leaf is not under.</summary>
    public List<(int Node, int CopathChild)> FilteredPath(int leaf)
    {
        var path = new List<(int, int)>();
        var node = TreeMath.NodeOf(leaf);
        foreach (var above in DirectPath(node))
        {
            var other = TreeMath.Sibling(node);
            if (!IsBlankBelow(other)) path.Add((above, other));
            node = above;
        }
        return path;
    }

    /// <summary>The fewest nodes whose keys reach everybody below a node (RFC 9420 §4.1.1), from left to right.</summary>
    public List<int> Resolution(int node)
    {
        var found = new List<int>();
        Resolve(node, found);
        return found;
    }

    /// <summary>Tree hash of a subtree (RFC 9420 §7.8).</summary>
    public byte[] HashOf(int node) => _hashes[node] ??= TreeMath.IsLeaf(node)
        ? HashLeaf(node, _nodes[node])
        : HashParent((ParentNode?)_nodes[node], default, HashOf(TreeMath.Left(node)), HashOf(TreeMath.Right(node)));

    /// <summary>Tree hash of a subtree as it was before some leaves were added (RFC 9420 §7.9): they are blank, and unmerged nowhere.</summary>
    /// <param name="without">Ascending leaf indices.</param>
    public byte[] HashWithout(int node, ReadOnlySpan<int> without)
    {
        var inside = Within(without, node);
        if (inside.IsEmpty) return HashOf(node);
        return TreeMath.IsLeaf(node)
            ? HashLeaf(node, null)
            : HashParent((ParentNode?)_nodes[node], inside, HashWithout(TreeMath.Left(node), inside), HashWithout(TreeMath.Right(node), inside));
    }

    /// <summary>Those of some ascending leaves that lie below a node.</summary>
    public static ReadOnlySpan<int> Within(ReadOnlySpan<int> leaves, int node)
    {
        var start = LowerBound(leaves, TreeMath.FirstLeafBelow(node));
        return leaves[start..LowerBound(leaves, TreeMath.LastLeafBelow(node) + 1)];
    }

    private static int LowerBound(ReadOnlySpan<int> leaves, int leaf)
    {
        var found = leaves.BinarySearch(leaf);
        return found < 0 ? ~found : found;
    }

    private bool IsBlankBelow(int node) =>
        _nodes[node] is null && (TreeMath.IsLeaf(node) || IsBlankBelow(TreeMath.Left(node)) && IsBlankBelow(TreeMath.Right(node)));

    private void Resolve(int node, List<int> found)
    {
        if (_nodes[node] is { } filled)
        {
            found.Add(node);
            if (filled is ParentNode parent) found.AddRange(parent.UnmergedLeaves.Select(TreeMath.NodeOf));
        }
        else if (!TreeMath.IsLeaf(node))
        {
            Resolve(TreeMath.Left(node), found);
            Resolve(TreeMath.Right(node), found);
        }
    }

    private static byte[] HashLeaf(int node, TreeNode? leaf)
    {
        var writer = new MlsWriter().U8(LeafType).U32((uint)TreeMath.LeafOf(node));
        WriteOptional(writer, leaf, withType: false);
        return MlsSuite.Hash(writer.Span);
    }

    private static byte[] HashParent(ParentNode? parent, ReadOnlySpan<int> without, byte[] left, byte[] right)
    {
        var writer = new MlsWriter().U8(ParentType);
        if (parent is null || without.IsEmpty)
        {
            WriteOptional(writer, parent, withType: false);
        }
        else
        {
            writer.U8(1);
            var hidden = without.ToArray();
            parent.Write(writer, [.. parent.UnmergedLeaves.Where(leaf => Array.BinarySearch(hidden, leaf) < 0)]);
        }
        return MlsSuite.Hash(writer.Vector(left).Vector(right).Span);
    }

    private static void WriteOptional(MlsWriter writer, TreeNode? node, bool withType)
    {
        writer.U8(node is null ? (byte)0 : (byte)1);
        if (node is null) return;
        if (withType) writer.U8(node is LeafNode ? LeafType : ParentType);
        node.Write(writer);
    }
}
