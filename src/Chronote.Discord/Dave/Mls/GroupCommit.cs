using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>Making a commit of all queued proposals (RFC 9420 §12.4.1), with a path only when somebody is removed, and the Welcome for those added.</summary>
internal static class GroupCommit
{
    /// <summary>What a commit of ours will be if it wins.</summary>
    /// <param name="Welcome">Null when nobody is added.</param>
    internal sealed record Made(byte[] Commit, byte[]? Welcome, MlsGroup Next);

    /// <returns>What is wrong; null when nothing is, and then there is a commit.</returns>
    public static string? Make(MlsGroup group, IReadOnlyCollection<QueuedProposal> proposals, ECDsa signer, out Made? made)
    {
        made = null;
        if (proposals.Any(queued => queued.Proposal is Proposal.Remove remove && remove.Leaf == group.OwnLeaf)) return "nobody can commit their own removal";
        if (TreeChange.Apply(group.Tree, proposals, out var change) is { } fault) return fault;
        var keys = group.Keys.CopyFor(change.Tree);
        using var path = new NewPath();
        if (change.NeedsPath && path.Make(group, change, keys, signer) is { } pathFault)
        {
            keys.Dispose();
            return pathFault;
        }

        var content = CommitMessage.ContentOf(group.Context, group.OwnLeaf, proposals, path.Public);
        var signed = Framing.Signed(content, group.Context.Bytes);
        var signature = MlsSuite.Sign(signer, Framing.SignLabel, signed);
        var context = group.Context with
        {
            Epoch = group.Epoch + 1,
            TreeHash = change.Tree.Hash,
            ConfirmedTranscriptHash = TranscriptHash.Confirmed(group.InterimTranscriptHash, new MlsWriter().U16(Framing.PublicMessage).Raw(content).Vector(signature).Span),
        };
        var joiner = group.Secrets.NextJoiner(path.CommitSecret, context);
        var secrets = EpochSecrets.OfJoiner(joiner, context);
        var confirmationTag = secrets.ConfirmationTag(context.ConfirmedTranscriptHash);
        var commit = new CommitMessage
        {
            GroupId = group.Context.GroupId,
            Epoch = group.Epoch,
            Sender = (uint)group.OwnLeaf,
            References = [],
            Path = path.Public,
            Content = content,
            Signature = signature,
            ConfirmationTag = confirmationTag,
            MembershipTag = group.Secrets.MembershipTag(CommitMessage.Authenticated(signed, signature, confirmationTag)),
        };
        var next = new MlsGroup(context, change.Tree, group.OwnLeaf, keys, secrets, confirmationTag);
        var welcome = change.Added.Count == 0 ? [] : Welcome(next, change, path, joiner, confirmationTag, signer);
        CryptographicOperations.ZeroMemory(joiner);
        if (welcome is null)
        {
            next.Dispose();
            return "a newcomer's key is no point of the curve";
        }
        made = new Made(commit.ToBytes(), change.Added.Count == 0 ? null : welcome, next);
        return null;
    }

    private static byte[]? Welcome(MlsGroup next, TreeChange change, NewPath path, ReadOnlySpan<byte> joiner, byte[] confirmationTag, ECDsa signer)
    {
        var (key, nonce) = EpochSecrets.WelcomeKey(joiner);
        var info = MlsSuite.Seal(key, nonce, GroupInfo.Make(next.Context, next.Tree.ToExtension(), confirmationTag, next.OwnLeaf, signer));
        CryptographicOperations.ZeroMemory(key);
        var entries = new List<WelcomeMessage.Entry>(change.Added.Count);
        foreach (var (leaf, keyPackage) in change.Added)
        {
            var secrets = new MlsWriter().Vector(joiner);
            if (path.Public is null) secrets.U8(0);
            else secrets.U8(1).Vector(path.SecretOf(TreeMath.CommonAncestor(TreeMath.NodeOf(leaf), TreeMath.NodeOf(next.OwnLeaf))));
            var sealedSecrets = Hpke.Seal(keyPackage.InitKey, "Welcome"u8, info, secrets.Vector(ReadOnlySpan<byte>.Empty).Span);
            secrets.Zero();
            if (sealedSecrets is not { } one) return null;
            entries.Add(new WelcomeMessage.Entry(keyPackage.Reference, one.KemOutput, one.Ciphertext));
        }
        return new WelcomeMessage(entries, info).ToBytes();
    }
}
