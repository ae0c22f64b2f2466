using System.Numerics;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Indices of a complete binary tree kept as an array (RFC 9420 appendix C): leaves at even places, the number of leaves a power of two.</summary>
internal static class TreeMath
{
    public static int NodeOf(int leaf) => leaf * 2;

    public static int LeafOf(int node) => node / 2;

    public static bool IsLeaf(int node) => (node & 1) == 0;

    public static int NodeCount(int leaves) => leaves * 2 - 1;

    public static int Root(int leaves) => leaves - 1;

    /// <summary>0 for a leaf.</summary>
    public static int Level(int node) => BitOperations.TrailingZeroCount(~node);

    public static int Left(int node) => node ^ 1 << (Level(node) - 1);

    public static int Right(int node) => node ^ 3 << (Level(node) - 1);

    public static int Parent(int node)
    {
        var level = Level(node);
        return (node | 1 << level) & ~(1 << (level + 1));
    }

    public static int Sibling(int node)
    {
        var parent = Parent(node);
        return node < parent ? Right(parent) : Left(parent);
    }

    /// <summary>Whether a node lies in the subtree of another, itself included.</summary>
    public static bool IsWithin(int node, int subtree)
    {
        var reach = (1 << Level(subtree)) - 1;
        return node >= subtree - reach && node <= subtree + reach;
    }

    public static int FirstLeafBelow(int node) => LeafOf(node - ((1 << Level(node)) - 1));

    public static int LastLeafBelow(int node) => LeafOf(node + (1 << Level(node)) - 1);

    /// <summary>The lowest node above both.</summary>
    public static int CommonAncestor(int node, int other)
    {
        while (!IsWithin(other, node)) node = Parent(node);
        return node;
    }
}
