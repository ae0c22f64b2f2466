using System.Security.Cryptography;
using Chronote.Discord.Dave.Mls;
using GatewayKey = Chronote.Discord.Simulated.Dave.ExternalSender;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Commits of a member who cheats: signed and tagged as a member's, but not what RFC 9420 §12.4.2 allows.</summary>
public sealed class CommitForgeryTests : IDisposable
{
    private static readonly byte[] GroupId = [1, 2, 3, 4, 5, 6, 7, 8];

    private readonly GatewayKey gateway = new();
    private readonly ECDsa cheatKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa victimKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa thirdKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly MlsGroup cheat;
    private readonly MlsGroup victim;

    public CommitForgeryTests()
    {
        var sender = ExternalSender.Read(gateway.Package)!;
        using var alone = MlsGroup.Alone(GroupId, sender, new Snowflake(1), cheatKey);
        using var victimPackage = OwnKeyPackage.New(new Snowflake(2), victimKey);
        using var thirdPackage = OwnKeyPackage.New(new Snowflake(3), thirdKey);
        GroupCommit.Make(alone, [Queued(new Proposal.Add(victimPackage.Public)), Queued(new Proposal.Add(thirdPackage.Public))], cheatKey, out var made).ShouldBeNull();
        cheat = made!.Next;
        GroupJoin.Join(made.Welcome, victimPackage, GroupId, sender, out var joined).ShouldBeNull();
        victim = joined!;
    }

    public void Dispose()
    {
        foreach (var one in new IDisposable[] { gateway, cheatKey, victimKey, thirdKey, cheat, victim }) one.Dispose();
    }

    [Fact]
    public void An_honest_commit_is_followed()
    {
        var remove = Queued(new Proposal.Remove(2));
        GroupCommit.Make(cheat, [remove], cheatKey, out var made).ShouldBeNull();
        var reader = new MlsReader(made!.Commit);
        GroupFollow.Follow(victim, CommitMessage.Read(ref reader)!, [remove], out var next, out _).ShouldBeNull();
        next!.Secrets.Authenticator.ShouldBe(made.Next.Secrets.Authenticator);
        next.Tree.Hash.ShouldBe(made.Next.Tree.Hash);
        next.Dispose();
        made.Next.Dispose();
    }

    [Fact]
    public void A_removal_without_a_new_path_is_refused() => Refused("without a new path", [Queued(new Proposal.Remove(2))], null);

    [Fact]
    public void A_commit_of_nothing_is_refused() => Refused("names a proposal", [], null);

    [Fact]
    public void A_proposal_named_twice_is_refused()
    {
        var remove = Queued(new Proposal.Remove(2));
        Refused("names a proposal", [remove, remove], null, [remove]);
    }

    [Fact]
    public void A_committer_who_removes_itself_is_refused() => Refused("removes its sender", [Queued(new Proposal.Remove(0))], null);

    [Fact]
    public void Removing_one_leaf_twice_is_refused() => Refused("isn't there", [Queued(new Proposal.Remove(2)), Queued(new Proposal.Remove(2))], null);

    [Fact]
    public void Another_identity_in_the_path_is_refused() => RefusedPath("changes its sender's identity", (path, _) =>
        path with { Leaf = LeafNode.ForKeyPackage(new Snowflake(9), path.Leaf.EncryptionKey, cheatKey).ForCommit(path.Leaf.EncryptionKey, path.Leaf.ParentHash, cheatKey, GroupId, 0) });

    [Fact]
    public void Another_signature_key_in_the_path_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        RefusedPath("changes its sender's identity", (path, _) =>
            path with { Leaf = LeafNode.ForKeyPackage(new Snowflake(1), path.Leaf.EncryptionKey, other).ForCommit(path.Leaf.EncryptionKey, path.Leaf.ParentHash, other, GroupId, 0) });
    }

    [Fact]
    public void A_leaf_of_a_key_package_in_the_path_is_refused() =>
        RefusedPath("another source", (path, _) => path with { Leaf = LeafNode.ForKeyPackage(new Snowflake(1), path.Leaf.EncryptionKey, cheatKey) });

    [Fact]
    public void The_old_key_in_the_path_is_refused() =>
        RefusedPath("keeps its sender's old key", (path, before) => path with { Leaf = path.Leaf.ForCommit(before.EncryptionKey, path.Leaf.ParentHash, cheatKey, GroupId, 0) });

    [Fact]
    public void A_wrong_parent_hash_in_the_path_is_refused() =>
        RefusedPath("parent hash is wrong", (path, _) => path with { Leaf = path.Leaf.ForCommit(path.Leaf.EncryptionKey, MlsSuite.Hash([1]), cheatKey, GroupId, 0) });

    [Fact]
    public void A_leaf_signed_for_another_place_in_the_path_is_refused() =>
        RefusedPath("isn't signed by its key", (path, _) => path with { Leaf = path.Leaf.ForCommit(path.Leaf.EncryptionKey, path.Leaf.ParentHash, cheatKey, GroupId, 1) });

    [Fact]
    public void A_path_of_another_length_is_refused() => RefusedPath("another length", (path, _) => path with { Steps = [] });

    [Fact]
    public void A_path_with_a_secret_too_many_is_refused() =>
        RefusedPath("another length", (path, _) => path with { Steps = [path.Steps[0] with { Sealed = [.. path.Steps[0].Sealed, path.Steps[0].Sealed[0]] }, .. path.Steps.Skip(1)] });

    [Fact]
    public void An_exchanged_key_in_the_path_is_refused() =>
        RefusedPath("parent hash is wrong", (path, _) => path with { Steps = [path.Steps[0] with { EncryptionKey = HpkeKeyPair.New().Public }, .. path.Steps.Skip(1)] });

    [Fact]
    public void A_secret_that_is_not_for_us_is_refused() => RefusedPath("can't be decrypted", (path, _) =>
        path with { Steps = [path.Steps[0] with { Sealed = [Hpke.Seal(HpkeKeyPair.New().Public, "UpdatePathNode"u8, [], new byte[32])!.Value] }, .. path.Steps.Skip(1)] });

    [Fact]
    public void A_wrong_confirmation_tag_is_refused() => RefusedPath("confirmation tag is wrong", (path, _) => path);

    private static QueuedProposal Queued(Proposal proposal) => new(proposal, RandomNumberGenerator.GetBytes(MlsSuite.HashBytes));

    private void RefusedPath(string reason, Func<UpdatePath, LeafNode, UpdatePath> change)
    {
        var remove = Queued(new Proposal.Remove(2));
        TreeChange.Apply(cheat.Tree, [remove], out var tree).ShouldBeNull();
        using var keys = cheat.Keys.CopyFor(tree.Tree);
        using var path = new NewPath();
        path.Make(cheat, tree, keys, cheatKey).ShouldBeNull();
        Refused(reason, [remove], change(path.Public!, cheat.Tree.LeafAt(0)!));
    }

    private void Refused(string reason, QueuedProposal[] proposals, UpdatePath? path, QueuedProposal[]? queued = null)
    {
        var content = CommitMessage.ContentOf(cheat.Context, 0, proposals, path);
        var signed = Framing.Signed(content, cheat.Context.Bytes);
        var signature = MlsSuite.Sign(cheatKey, Framing.SignLabel, signed);
        var tag = new byte[MlsSuite.HashBytes];
        var bytes = new MlsWriter().U16(MlsSuite.ProtocolVersion).U16(Framing.PublicMessage).Raw(content).Vector(signature).Vector(tag)
            .Vector(cheat.Secrets.MembershipTag(CommitMessage.Authenticated(signed, signature, tag))).ToArray();
        var reader = new MlsReader(bytes);
        GroupFollow.Follow(victim, CommitMessage.Read(ref reader).ShouldNotBeNull(), queued ?? proposals, out var next, out var removed).ShouldNotBeNull().ShouldContain(reason);
        next.ShouldBeNull();
        removed.ShouldBeFalse();
    }
}
