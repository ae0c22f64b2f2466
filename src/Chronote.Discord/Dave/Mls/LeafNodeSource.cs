namespace Chronote.Discord.Dave.Mls;

/// <summary>What a leaf came from (RFC 9420 §7.2). Updates don't occur in this protocol.</summary>
internal enum LeafNodeSource : byte
{
    KeyPackage = 1,
    Update = 2,
    Commit = 3,
}
