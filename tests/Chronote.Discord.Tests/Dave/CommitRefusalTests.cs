using Chronote.Discord.Dave;
using Chronote.Discord.Simulated.Dave;

namespace Chronote.Discord.Tests.Dave;

/// <summary>Commits (op 29) that can't be followed, and what a session does after them.</summary>
public sealed class CommitRefusalTests
{
    [Fact]
    public async Task A_commit_with_a_changed_byte_is_refused_wherever_it_is()
    {
        using var two = await TwoMembers.Start();
        var (commit, third) = await CommitOfSpeaker(two);
        for (var at = 0; at < commit.Length; at++)
        {
            var changed = commit.ToArray();
            changed[at] ^= 4;
            // An epoch gone by is the one change that is no reason to give up.
            two.Listener.Session.Commit(changed).ShouldNotBeOfType<DaveAnswer.Moved>($"byte {at}");
            two.Listener.Session.Epoch.ShouldBe(1ul);
        }
        two.Listener.Session.Commit(commit).ShouldBe(new DaveAnswer.Moved(2));
        await third.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_of_a_proposal_never_heard_of_is_refused()
    {
        using var two = await TwoMembers.Start();
        await using var third = new OwnMember(new Snowflake(333), new Snowflake(TwoMembers.Channel), two.Clock);
        await two.Call.Connect(third);
        var body = await two.Speaker.Proposals(Op27.Append(two.Call.Add(third)), two.Call.Connected);
        two.Listener.Session.Commit(CommitMessage.Read(body).Bytes).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain("names a proposal");
    }

    [Fact]
    public async Task A_commit_of_a_revoked_proposal_is_refused()
    {
        using var two = await TwoMembers.Start();
        await using var third = new OwnMember(new Snowflake(333), new Snowflake(TwoMembers.Channel), two.Clock);
        await two.Call.Connect(third);
        var proposal = two.Call.Add(third);
        var body = await two.Speaker.Proposals(Op27.Append(proposal), two.Call.Connected);
        await two.Listener.Proposals(Op27.Append(proposal), two.Call.Connected);
        await two.Listener.Proposals(Op27.Revoke(proposal), two.Call.Connected);
        two.Listener.Session.Commit(CommitMessage.Read(body).Bytes).ShouldBeOfType<DaveAnswer.Invalid>();
    }

    [Fact]
    public async Task A_commit_for_an_epoch_gone_by_changes_nothing_and_one_for_a_later_epoch_cannot_be_followed()
    {
        using var two = await TwoMembers.Start();
        var (first, third) = await CommitOfSpeaker(two);
        two.Listener.Session.Commit(first).ShouldBe(new DaveAnswer.Moved(2));
        two.Listener.Session.Commit(first).ShouldBeOfType<DaveAnswer.Refused>();
        two.Hear(two.Speak(1)).ShouldBe(FrameVerdict.Decrypted);
        await third.DisposeAsync();

        using var others = await TwoMembers.Start();
        await using var behind = await others.Join(444);
        var before = others.Call.Members.ToList();
        var (skipped, fifth) = await CommitOfSpeaker(others, 555);
        others.Speaker.Session.Commit(skipped).ShouldBe(new DaveAnswer.Moved(3));
        var removal = others.Key.Remove(TwoMembers.Channel, 3, 444, 2);
        var later = CommitMessage.Read(await others.Speaker.Proposals(Op27.Append(removal), others.Call.Connected)).Bytes;
        behind.Session.Commit(later).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain("another epoch");
        before.Count.ShouldBe(3);
        await fifth.DisposeAsync();
    }

    [Fact]
    public async Task A_commit_of_another_group_is_refused()
    {
        using var two = await TwoMembers.Start();
        using var key = new ExternalSender();
        var elsewhere = new SimulatedCall(TwoMembers.Channel + 1, key);
        await using var founder = new OwnMember(new Snowflake(111), new Snowflake(TwoMembers.Channel + 1), two.Clock);
        await using var other = new OwnMember(new Snowflake(222), new Snowflake(TwoMembers.Channel + 1), two.Clock);
        foreach (var member in new[] { founder, other }) await elsewhere.Connect(member);
        await elsewhere.Found([founder, other], founder);
        var body = await founder.Proposals(Op27.Append(elsewhere.Remove(other)), elsewhere.Connected);
        two.Listener.Session.Commit(CommitMessage.Read(body).Bytes).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain("another group");
    }

    [Fact]
    public async Task After_a_commit_that_it_cannot_follow_a_member_comes_back_and_the_others_do_not_notice()
    {
        using var two = await TwoMembers.Start();
        await using var third = await two.Join(333);
        two.Listener.Session.Commit([1, 2, 3]).ShouldBeOfType<DaveAnswer.Invalid>();
        var lastWords = two.Speak(7);
        await two.Call.Renew(two.Listener);
        two.Listener.Session.Epoch.ShouldBeNull();
        two.Hear(lastWords).ShouldBe(FrameVerdict.Decrypted, "old keys go on for frames in flight");

        // The gateway takes out the old leaf and adds the new key package in one commit; the member that is being replaced hears the proposals, too.
        var payload = Op27.Append(two.Call.Remove(two.Listener), two.Call.Add(two.Listener));
        two.Listener.Session.Proposals(payload, two.Call.Connected).ShouldBeOfType<DaveAnswer.Nothing>();
        await third.Proposals(payload, two.Call.Connected);
        var commit = await two.Speaker.Proposals(payload, two.Call.Connected);
        await two.Call.Accept(commit!, [two.Listener], [two.Listener]);
        two.Hear(two.Speak(8)).ShouldBe(FrameVerdict.Decrypted);
        (await third.Decrypt(two.Speaker.User, two.Speak(9))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_member_that_is_replaced_by_its_current_key_package_waits_for_its_Welcome()
    {
        using var two = await TwoMembers.Start();
        await using var third = await two.Join(333);
        // The speaker won the first commit of all, so its first key package was never used up.
        var old = two.Call.Remove(two.Speaker);
        var payload = Op27.Append(old, two.Call.Add(two.Speaker));
        two.Speaker.Session.Proposals(payload, two.Call.Connected).ShouldBeOfType<DaveAnswer.Refused>().Reason.ShouldContain("their own removal");
        await third.Proposals(payload, two.Call.Connected);
        var commit = CommitMessage.Read(await two.Listener.Proposals(payload, two.Call.Connected));
        two.Speaker.Session.Commit(commit.Bytes).ShouldBeOfType<DaveAnswer.Nothing>();
        await two.Listener.Commit(commit.Bytes);
        two.Speaker.Session.Welcome(commit.Welcome!.For(two.Call.KeyPackageOf(two.Speaker))!, two.Call.Connected).ShouldBe(new DaveAnswer.Moved(3));
        two.Speaker.Session.ExecuteTransition();
        two.Hear(two.Speak(1)).ShouldBe(FrameVerdict.Decrypted);
    }

    [Fact]
    public async Task A_member_that_is_removed_for_good_cannot_go_on()
    {
        using var two = await TwoMembers.Start();
        var payload = Op27.Append(two.Call.Remove(two.Listener));
        two.Listener.Session.Proposals(payload, two.Call.Connected);
        var commit = CommitMessage.Read(await two.Speaker.Proposals(payload, two.Call.Connected));
        two.Listener.Session.Commit(commit.Bytes).ShouldBeOfType<DaveAnswer.Invalid>().Reason.ShouldContain("removes us");
    }

    [Fact]
    public async Task An_earlier_commit_of_ours_may_win()
    {
        using var two = await TwoMembers.Start();
        var (first, third) = await CommitOfSpeaker(two);
        await using var fourth = new OwnMember(new Snowflake(444), new Snowflake(TwoMembers.Channel), two.Clock);
        await two.Call.Connect(fourth);
        // The gateway had taken the first when it sent this.
        await two.Speaker.Proposals(Op27.Append(two.Call.Add(fourth)), two.Call.Connected);
        two.Speaker.Session.Commit(first).ShouldBe(new DaveAnswer.Moved(2));
        two.Listener.Session.Commit(first).ShouldBe(new DaveAnswer.Moved(2));
        two.Speaker.Session.PrivacyCode.ShouldBe(two.Listener.Session.PrivacyCode);
        await third.DisposeAsync();
    }

    /// <summary>Both hear that somebody is to be added, and the speaker's commit is on its way.</summary>
    private static async Task<(byte[] Commit, OwnMember Third)> CommitOfSpeaker(TwoMembers two, ulong user = 333)
    {
        var third = new OwnMember(new Snowflake(user), new Snowflake(TwoMembers.Channel), two.Clock);
        await two.Call.Connect(third);
        var payload = Op27.Append(two.Call.Add(third));
        await two.Listener.Proposals(payload, two.Call.Connected);
        return (CommitMessage.Read(await two.Speaker.Proposals(payload, two.Call.Connected)).Bytes, third);
    }
}
