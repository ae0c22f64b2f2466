using Chronote.Domain.Guilds;
using static Chronote.Gateway.Tests.Discord.DiscordWorld;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>Sessions that outlive their server, and channels that empty and fill.</summary>
public sealed class TakeoverTests
{
    [Fact]
    public async Task A_server_that_ends_lets_go_of_the_session_and_the_next_one_goes_on_with_the_same_meeting()
    {
        await using var world = await DiscordWorld.Start();
        var meeting = await world.Records();
        var (first, epoch) = (world.Receivers.Newest, (await world.Session())!.Epoch);
        await world.Restart();
        first.IsDetached.ShouldBeTrue();
        first.IsStopped.ShouldBeFalse();
        await world.Until(() => world.Receivers.Started.Count == 2, "received again");
        var session = (await world.Session()).ShouldNotBeNull();
        (session.Meeting, session.Phase).ShouldBe((meeting, VoicePhase.Recording));
        session.Epoch.ShouldBeGreaterThan(epoch);
        world.Receivers.Newest.Order.Meeting.ShouldBe(meeting);
        world.Receivers.Newest.Order.HeardUntil.ShouldNotBeNull();
        world.Rest.In(Text).Count().ShouldBe(1, "nothing is announced twice");
        await world.Uses(Ana, "record stop");
        await world.Ended();
        await world.Until(() => world.Rest.NicknameOf(DiscordWorld.Guild) is null, "the nickname from before the restart is given back");
    }

    [Fact]
    public async Task A_receiver_that_lost_the_session_lets_go_of_it()
    {
        await using var world = await DiscordWorld.Start();
        var meeting = await world.Records();
        var receiver = world.Receivers.Newest;
        (await world.Grain.Do(new GuildCommand.Take(meeting, "another server", IsAlone: true))).Refused.ShouldBeNull();
        await world.Until(() => receiver.IsDetached, "let go");
        receiver.IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_channel_ends_the_recording_after_its_grace_and_not_before()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        world.Leaves(Ana);
        await world.Until(async () => (await world.Session())?.EmptySince is not null, "seen as empty");
        world.Joins(Ana, Voice);
        await world.Until(async () => (await world.Session())?.EmptySince is null, "seen as occupied");
        world.Leaves(Ana);
        await world.Until(async () => (await world.Session())?.EmptySince is not null, "seen as empty");
        var since = (await world.Session())!.EmptySince!.Value;
        await world.Ended();
        (world.Server.Clock.GetUtcNow() - since).ShouldBeGreaterThanOrEqualTo(Domain.Limits.VoiceEmptyMax);
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("everybody has left the channel", StringComparison.Ordinal), "said");
    }

    [Fact]
    public async Task A_channel_is_recorded_by_itself_when_the_first_one_joins_and_not_again_after_it_was_stopped()
    {
        await using var world = await DiscordWorld.Start();
        (await world.Uses(Zoe, "settings auto-record", new { on = true, channel = $"{Voice}" }, manages: true)).Content.ShouldContain("<#2000>");
        (await world.Uses(Zoe, "settings text-channel", new { channel = $"{Text}" }, manages: true)).Content.ShouldContain("<#3000>");
        world.Joins(Ana, OtherVoice);
        await world.Uses(Ana, "record status");
        (await world.Session()).ShouldBeNull("that one is not recorded by itself");
        world.Joins(Ben, Voice);
        await world.Until(async () => (await world.Session())?.Silo is not null, "recorded");
        (await world.Session())!.IsAutomatic.ShouldBeTrue();
        world.Rest.In(Text).ShouldHaveSingleItem().Text.ShouldContain("recorded whenever somebody is in it");

        await world.Uses(Ben, "record stop");
        await world.Ended();
        world.Joins(Zoe, Voice);
        await world.Uses(Ana, "record status");
        (await world.Session()).ShouldBeNull("Ben is still there, and stopped it");
        world.Leaves(Ben);
        world.Leaves(Zoe);
        world.Joins(Zoe, Voice);
        await world.Until(async () => await world.Session() is not null, "recorded again");
    }
}
