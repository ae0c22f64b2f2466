using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Joining by Welcome (RFC 9420 §12.4.3.1), with everything a newcomer must check.</summary>
internal static class GroupJoin
{
    /// <returns>What is wrong; null when nothing is, and then there is a group.</returns>
    public static string? Join(ReadOnlySpan<byte> payload, OwnKeyPackage own, ReadOnlySpan<byte> groupId, ExternalSender externalSender, out MlsGroup? group)
    {
        group = null;
        if (WelcomeMessage.Read(payload) is not { } welcome) return "the Welcome can't be read";
        if (welcome.Entries.Find(entry => entry.Reference.AsSpan().SequenceEqual(own.Reference)) is not { } entry) return "the Welcome isn't for our key package";
        if (Hpke.Open(own.Init, entry.KemOutput, "Welcome"u8, welcome.SealedGroupInfo, entry.Ciphertext) is not { } opened) return "the Welcome's secrets can't be decrypted";
        try
        {
            return Join(opened, welcome.SealedGroupInfo, own, groupId, externalSender, out group);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static string? Join(
        ReadOnlySpan<byte> groupSecrets, ReadOnlySpan<byte> sealedInfo, OwnKeyPackage own, ReadOnlySpan<byte> groupId, ExternalSender externalSender, out MlsGroup? group)
    {
        group = null;
        var reader = new MlsReader(groupSecrets);
        var joiner = reader.Vector();
        var pathSecret = reader.Present() ? reader.Vector() : default;
        var preSharedKeys = reader.Vector();
        if (!reader.Whole || joiner.Length != MlsSuite.HashBytes || pathSecret.Length is not (0 or MlsSuite.HashBytes)) return "the Welcome's secrets can't be read";
        if (!preSharedKeys.IsEmpty) return "the Welcome wants a pre-shared key";

        var (key, nonce) = EpochSecrets.WelcomeKey(joiner);
        var info = MlsSuite.Open(key, nonce, sealedInfo) is { } opened ? GroupInfo.Read(opened) : null;
        CryptographicOperations.ZeroMemory(key);
        if (info is null) return "the Welcome's GroupInfo can't be read";
        if (!info.Context.GroupId.AsSpan().SequenceEqual(groupId)) return "the Welcome is for another group";
        if (info.Context.Epoch == 0) return "the Welcome is for a group that isn't established";
        if (!info.Context.Extensions.AsSpan().SequenceEqual(externalSender.GroupExtensions)) return "the Welcome's group has other extensions than the one external sender";
        if (RatchetTree.Read(info.TreeExtension) is not { } tree) return "the Welcome's tree can't be read";
        if (!tree.Hash.AsSpan().SequenceEqual(info.Context.TreeHash)) return "the Welcome's tree has another hash";
        var fault = TreeCheck.FaultOfWelcomed(tree, groupId);
        if (fault is not null) return fault;
        if (tree.LeafAt(info.Signer) is not { } signer || !info.IsSignedBy(signer)) return "the Welcome's GroupInfo isn't signed by its maker";
        var ownLeaf = tree.Leaves.FirstOrDefault(leaf => leaf.Leaf.Bytes.AsSpan().SequenceEqual(own.Public.Leaf.Bytes), (Index: -1, null!)).Index;
        if (ownLeaf < 0 || ownLeaf == info.Signer) return "the Welcome's tree doesn't have our leaf";

        var keys = new PathKeys(ownLeaf, own.Leaf.Copy());
        var secrets = EpochSecrets.OfJoiner(joiner, info.Context);
        if (!pathSecret.IsEmpty && !Climb(tree, keys, TreeMath.CommonAncestor(TreeMath.NodeOf(ownLeaf), TreeMath.NodeOf((int)info.Signer)), pathSecret))
            fault = "the Welcome's path secret doesn't fit the tree";
        else if (!CryptographicOperations.FixedTimeEquals(secrets.ConfirmationTag(info.Context.ConfirmedTranscriptHash), info.ConfirmationTag))
            fault = "the Welcome's confirmation tag is wrong";
        if (fault is not null)
        {
            keys.Dispose();
            secrets.Dispose();
            return fault;
        }
        group = new MlsGroup(info.Context, tree, ownLeaf, keys, secrets, info.ConfirmationTag);
        return null;
    }

    private static bool Climb(RatchetTree tree, PathKeys keys, int ancestor, ReadOnlySpan<byte> pathSecret)
    {
        var above = tree.DirectPath(ancestor).Where(node => tree[node] is not null);
        var commitSecret = keys.Climb(tree, above.Prepend(ancestor), pathSecret.ToArray());
        CryptographicOperations.ZeroMemory(commitSecret);
        return commitSecret is not null;
    }
}
