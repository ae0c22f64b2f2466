using Chronote.Discord.Dave;
using Chronote.Discord.Dave.Mls;
using GatewayKey = Chronote.Discord.Simulated.Dave.ExternalSender;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Welcomes (op 30) of a maker who cheats: everything a newcomer must check of the group it is handed (RFC 9420 §12.4.3.1).</summary>
public sealed class WelcomeRefusalTests : IDisposable
{
    private const ulong Channel = TwoMembers.Channel;

    private readonly GatewayKey gateway = new();
    private readonly DaveSession session = new(new Snowflake(333), new Snowflake(Channel), new HandClock());
    private readonly ForgedGroup group;

    public WelcomeRefusalTests()
    {
        var reader = new MlsReader(session.Begin(1));
        session.ExternalSender(gateway.Package);
        group = new ForgedGroup(Channel, ExternalSender.Read(gateway.Package)!, KeyPackage.Read(ref reader)!);
    }

    public void Dispose()
    {
        group.Dispose();
        session.Dispose();
        gateway.Dispose();
    }

    [Fact]
    public void An_honest_group_is_joined()
    {
        group.Tree[group.Tree.Root].ShouldBeOfType<ParentNode>();
        Join().ShouldBe(new DaveAnswer.Moved(7));
        session.Members.Count.ShouldBe(5);
    }

    [Fact]
    public void Leaves_that_joined_after_a_path_are_unmerged_and_welcome()
    {
        group.Tree.Add(group.NewLeaf(2_000)).ShouldBe(5);
        ((ParentNode)group.Tree[group.Tree.Root]!).UnmergedLeaves.ShouldBe([5]);
        Join().ShouldBe(new DaveAnswer.Moved(7));
    }

    [Fact]
    public void A_path_secret_that_is_missing_is_no_harm() => With(() => group.WithoutPathSecret = true).ShouldBe(new DaveAnswer.Moved(7));

    [Fact]
    public void A_parent_hash_that_does_not_fit_is_refused() => Refused("parent hashes", () => Change(1, parent => parent.ParentHash[0] ^= 1));

    [Fact]
    public void A_parent_key_that_no_leaf_vouches_for_is_refused() => Refused("parent hashes", () => Change(1, parent => HpkeKeyPair.New().Public.CopyTo(parent.EncryptionKey, 0)));

    [Fact]
    public void A_parent_node_that_nobody_made_is_refused() =>
        Refused("parent hashes", () => group.Tree.Set(5, new ParentNode { EncryptionKey = HpkeKeyPair.New().Public, UnmergedLeaves = [] }));

    [Fact]
    public void A_sibling_that_was_exchanged_below_a_parent_hash_is_refused() => Refused("parent hashes", () => group.Tree.Set(2, group.NewLeaf(2_000)));

    [Fact]
    public void An_unmerged_leaf_that_is_not_there_is_refused() => Refused("unmerged leaves", () => group.Tree.Set(group.Tree.Root, ((ParentNode)group.Tree[group.Tree.Root]!).WithUnmerged(6)));

    [Fact]
    public void An_unmerged_leaf_outside_the_tree_is_refused() => Refused("unmerged leaves", () => group.Tree.Set(1, ((ParentNode)group.Tree[1]!).WithUnmerged(1_000)));

    [Fact]
    public void An_unmerged_leaf_of_another_subtree_is_refused() => Refused("unmerged leaves", () => group.Tree.Set(1, ((ParentNode)group.Tree[1]!).WithUnmerged(3)));

    [Fact]
    public void An_unmerged_leaf_that_a_node_between_does_not_have_is_refused() => Refused("unmerged leaves", () =>
    {
        group.Tree.Set(group.Tree.Root, ((ParentNode)group.Tree[group.Tree.Root]!).WithUnmerged(1));
    });

    [Fact]
    public void One_encryption_key_at_two_leaves_is_refused() => Refused("an encryption key occurs twice", () => group.Tree.Add(group.NewLeaf(2_000, keyOf: 1)));

    [Fact]
    public void One_signature_key_at_two_leaves_is_refused() => Refused("a signature key occurs twice", () => group.Tree.Add(group.NewLeaf(2_000, signerOf: 1)));

    [Fact]
    public void One_user_at_two_leaves_is_refused() => Refused("a user occurs twice", () => group.Tree.Add(group.NewLeaf(1_002)));

    [Fact]
    public void A_leaf_that_its_key_did_not_sign_is_refused() => Refused("isn't signed by its key", () =>
    {
        var leaf = group.NewLeaf(2_000);
        leaf.Signature[^1] ^= 1;
        leaf.Signature.CopyTo(leaf.Bytes, leaf.Bytes.Length - leaf.Signature.Length);
        group.Tree.Add(leaf);
    });

    [Fact]
    public void Another_group_is_refused() => Refused("another group", () => group.GroupId = [1, 2, 3, 4, 5, 6, 7, 8]);

    [Fact]
    public void A_group_of_epoch_0_is_refused() => Refused("isn't established", () => group.Epoch = 0);

    [Fact]
    public void A_group_with_another_external_sender_is_refused()
    {
        using var other = new GatewayKey();
        Refused("other extensions", () => group.Extensions = ExternalSender.Read(other.Package)!.GroupExtensions);
    }

    [Fact]
    public void A_group_with_two_external_senders_is_refused() =>
        Refused("other extensions", () => group.Extensions = new MlsWriter().U16(5).Vector([.. gateway.Package, .. gateway.Package]).ToArray());

    [Fact]
    public void A_group_with_a_further_extension_is_refused() =>
        Refused("other extensions", () => group.Extensions = new MlsWriter().Raw(group.Extensions).U16(3).Vector([0, 0, 0]).ToArray());

    [Fact]
    public void A_tree_with_another_hash_is_refused() => Refused("another hash", () => group.TreeHash = MlsSuite.Hash([1]));

    [Fact]
    public void A_group_info_signed_by_somebody_else_is_refused() => Refused("isn't signed by its maker", () => group.Signer = 1);

    [Fact]
    public void A_signer_who_is_not_there_is_refused() => Refused("isn't signed by its maker", () => group.Signer = 1_000);

    [Fact]
    public void A_wrong_confirmation_tag_is_refused() => Refused("confirmation tag", () => group.WrongConfirmationTag = true);

    [Fact]
    public void A_path_secret_that_does_not_fit_is_refused() => Refused("path secret", () => group.PathSecrets[group.Tree.Root][0] ^= 1);

    [Fact]
    public void A_tree_without_us_is_refused() => Refused("doesn't have our leaf", () => group.Tree.Remove(4));

    [Fact]
    public void A_Welcome_with_a_changed_byte_is_refused_wherever_it_is()
    {
        var welcome = group.Welcome();
        for (var at = 0; at < welcome.Length; at++)
        {
            var changed = welcome.ToArray();
            changed[at] ^= 4;
            session.Welcome(changed, new HashSet<Snowflake>()).ShouldBeOfType<DaveAnswer.Invalid>($"byte {at}");
        }
        session.Welcome(welcome, new HashSet<Snowflake>()).ShouldBe(new DaveAnswer.Moved(7));
        session.Welcome(welcome, new HashSet<Snowflake>()).ShouldBeOfType<DaveAnswer.Refused>("we are in the group");
    }

    [Fact]
    public void A_Welcome_for_a_key_package_replaced_since_is_refused()
    {
        var welcome = group.Welcome();
        session.BeginAgain();
        session.Welcome(welcome, new HashSet<Snowflake>()).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain("isn't for our key package");
    }

    private DaveAnswer Join() => session.Welcome(group.Welcome(), new HashSet<Snowflake>());

    private DaveAnswer With(Action change)
    {
        change();
        return Join();
    }

    private void Refused(string reason, Action change)
    {
        With(change).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain(reason);
        session.Epoch.ShouldBeNull();
    }

    /// <summary>Changes a parent node, hashes above it included.</summary>
    private void Change(int node, Action<ParentNode> change)
    {
        var parent = (ParentNode)group.Tree[node]!;
        change(parent);
        group.Tree.Set(node, parent);
    }
}
