using Chronote.Discord.Dave;
using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Proposals (op 27) and external senders (op 25) that are refused, without harm to what is genuine.</summary>
public sealed class ProposalRefusalTests
{
    private const ulong Channel = TwoMembers.Channel;

    [Fact]
    public async Task A_proposal_of_somebody_who_is_not_the_gateway_is_refused()
    {
        using var two = await TwoMembers.Start();
        using var forger = new ExternalSender();
        var third = await Newcomer(two);
        Refused(two, Op27.Append(forger.Add(Channel, 1, two.Call.KeyPackageOf(third))), "isn't signed");
        Refused(two, Op27.Append(forger.Remove(Channel, 1, 111, 0)), "isn't signed");
    }

    [Fact]
    public async Task A_proposal_for_another_group_or_epoch_is_refused()
    {
        using var two = await TwoMembers.Start();
        var package = two.Call.KeyPackageOf(await Newcomer(two));
        Refused(two, Op27.Append(two.Key.Add(Channel + 1, 1, package)), "another group");
        Refused(two, Op27.Append(two.Key.Add(Channel, 0, package)), "another epoch");
        Refused(two, Op27.Append(two.Key.Add(Channel, 2, package)), "another epoch");
    }

    [Fact]
    public async Task A_user_who_is_not_connected_is_not_added()
    {
        using var two = await TwoMembers.Start();
        var third = await Newcomer(two);
        two.Call.Connected.Remove(third.User);
        Refused(two, Op27.Append(two.Call.Add(third)), "isn't connected");
    }

    [Fact]
    public async Task A_leaf_that_is_not_there_is_not_removed()
    {
        using var two = await TwoMembers.Start();
        Refused(two, Op27.Append(two.Key.Remove(Channel, 1, 333, 2)), "isn't there");
        Refused(two, Op27.Append(two.Key.Remove(Channel, 1, 333, uint.MaxValue)), "isn't there");
    }

    [Fact]
    public async Task A_user_who_is_a_member_already_makes_no_commit()
    {
        using var two = await TwoMembers.Start();
        await using var twin = new OwnMember(two.Speaker.User, new Snowflake(Channel), two.Clock);
        await two.Call.Connect(twin);
        Refused(two, Op27.Append(two.Call.Add(twin)), "a user occurs twice");
    }

    [Fact]
    public async Task The_same_key_package_twice_makes_no_commit()
    {
        using var two = await TwoMembers.Start();
        var third = await Newcomer(two);
        // Two proposals of the same, with other signatures.
        Refused(two, Op27.Append(two.Call.Add(third), two.Call.Add(third)), "occurs twice");
    }

    [Fact]
    public async Task A_revocation_of_nothing_known_is_refused()
    {
        using var two = await TwoMembers.Start();
        Refused(two, Op27.Revoke(two.Call.Add(await Newcomer(two))), "names no proposal");
    }

    [Fact]
    public async Task A_key_package_with_a_changed_byte_is_refused_wherever_it_is()
    {
        using var two = await TwoMembers.Start();
        var package = two.Call.KeyPackageOf(await Newcomer(two));
        for (var at = 0; at < package.Bytes.Length; at++)
        {
            var changed = package.Bytes.ToArray();
            changed[at] ^= 0x10;
            two.Listener.Session.Proposals(Op27.Append(two.Key.Add(Channel, 1, package with { Bytes = changed })), two.Call.Connected)
                .ShouldBeOfType<DaveAnswer.Refused>($"byte {at}");
        }
    }

    [Fact]
    public async Task More_proposals_than_their_limit_are_refused()
    {
        using var two = await TwoMembers.Start();
        // Each has a signature of its own, so each is another proposal.
        var many = Enumerable.Range(0, DaveLimits.ProposalsQueuedMax + 1).Select(_ => two.Key.Remove(Channel, 1, 111, 0));
        Refused(two, Op27.Append(many), "too many proposals");
    }

    [Fact]
    public void Before_there_is_a_group_proposals_are_ignored()
    {
        using var session = new DaveSession(new(1), new(Channel), TimeProvider.System);
        session.Begin(1);
        session.Proposals([1, 2, 3], new HashSet<Snowflake>()).ShouldBeOfType<DaveAnswer.Nothing>();
        session.Commit([1, 2, 3]).ShouldBeOfType<DaveAnswer.Nothing>();
        session.Welcome([1, 2, 3], new HashSet<Snowflake>()).ShouldBeOfType<DaveAnswer.Invalid>();
    }

    [Fact]
    public async Task Proposals_for_a_group_that_we_are_not_in_yet_are_ignored()
    {
        using var two = await TwoMembers.Start();
        var third = await Newcomer(two);
        third.Session.Proposals(Op27.Append(two.Call.Remove(two.Speaker)), two.Call.Connected).ShouldBeOfType<DaveAnswer.Nothing>();
    }

    [Fact]
    public async Task The_external_sender_of_a_group_does_not_change()
    {
        using var two = await TwoMembers.Start();
        using var other = new ExternalSender();
        two.Listener.Session.ExternalSender(two.Key.Package).ShouldBeOfType<DaveAnswer.Nothing>("told again");
        two.Listener.Session.ExternalSender(other.Package).ShouldBeOfType<DaveAnswer.Refused>();
        two.Listener.Session.ExternalSender([1, 2, 3]).ShouldBeOfType<DaveAnswer.Refused>();
        two.Hear(two.Speak(1)).ShouldBe(FrameVerdict.Decrypted);
    }

    private static async Task<OwnMember> Newcomer(TwoMembers two)
    {
        var member = new OwnMember(new Snowflake(333), new Snowflake(Channel), two.Clock);
        await two.Call.Connect(member);
        return member;
    }

    /// <summary>The payload is refused for a reason, and the group goes on afterwards.</summary>
    private static void Refused(TwoMembers two, byte[] payload, string reason)
    {
        two.Listener.Session.Proposals(payload, two.Call.Connected).ShouldBeOfType<DaveAnswer.Refused>().Reason.ShouldContain(reason);
        two.Listener.Session.Epoch.ShouldBe(1ul);
        two.Hear(two.Speak(1)).ShouldBe(FrameVerdict.Decrypted);
    }
}
