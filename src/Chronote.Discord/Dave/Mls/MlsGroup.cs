using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>
/// One member's state of a group in one epoch (RFC 9420 §8, §11, §12). It isn't changed by what comes: a commit makes the next epoch's state beside it.
/// Disposing zeroes its secrets.
/// </summary>
internal sealed class MlsGroup(GroupContext context, RatchetTree tree, int ownLeaf, PathKeys keys, EpochSecrets secrets, byte[] confirmationTag) : IDisposable
{
    private static ReadOnlySpan<byte> FramesLabel => "Discord Secure Frames v0"u8;

    public GroupContext Context { get; } = context;

    public RatchetTree Tree { get; } = tree;

    public int OwnLeaf { get; } = ownLeaf;

    public PathKeys Keys { get; } = keys;

    public EpochSecrets Secrets { get; } = secrets;

    public byte[] InterimTranscriptHash { get; } = TranscriptHash.Interim(context.ConfirmedTranscriptHash, confirmationTag);

    public ulong Epoch => Context.Epoch;

    public IEnumerable<Snowflake> Members => Tree.Leaves.Select(leaf => leaf.Leaf.User ?? default);

    /// <summary>The local group of epoch 0 that a client makes before it is in any other (RFC 9420 §11).</summary>
    public static MlsGroup Alone(byte[] groupId, ExternalSender externalSender, Snowflake user, ECDsa signer)
    {
        var own = HpkeKeyPair.New();
        var tree = RatchetTree.Of(LeafNode.ForKeyPackage(user, own.Public, signer));
        var context = new GroupContext(groupId, 0, tree.Hash, [], externalSender.GroupExtensions);
        var secrets = EpochSecrets.OfNewGroup();
        return new MlsGroup(context, tree, 0, new PathKeys(0, own), secrets, secrets.ConfirmationTag(context.ConfirmedTranscriptHash));
    }

    /// <summary>The 16 bytes a sender's frame ratchet starts from (DAVE protocol, "Sender Key Derivation"). Little-endian here, unlike in the credential.</summary>
    public byte[] SenderBaseSecret(Snowflake sender)
    {
        Span<byte> context = stackalloc byte[MlsSuite.UserIdBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(context, sender.Value);
        return Secrets.Export(FramesLabel, context, MlsSuite.KeyBytes);
    }

    public void Dispose()
    {
        Keys.Dispose();
        Secrets.Dispose();
    }
}
