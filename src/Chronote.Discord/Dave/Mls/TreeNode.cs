namespace Chronote.Discord.Dave.Mls;

/// <summary>A node of the ratchet tree that isn't blank (RFC 9420 §7). Immutable, so copies of a tree share their nodes.</summary>
internal abstract class TreeNode
{
    /// <summary>65 bytes.</summary>
    public required byte[] EncryptionKey { get; init; }

    /// <summary>Empty where the node carries none.</summary>
    public byte[] ParentHash { get; init; } = [];

    /// <summary>The node as it stands in the tree, without its type.</summary>
    public abstract void Write(MlsWriter writer);
}
