using Chronote.Domain.Guilds;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;
using static Chronote.Gateway.Tests.Discord.DiscordWorld;

namespace Chronote.Gateway.Tests.Discord;

/// <summary><c>/record</c>: what is begun, refused, shown and ended.</summary>
public sealed class RecordCommandTests
{
    [Fact]
    public async Task A_recording_is_announced_before_anything_is_received_and_the_ledger_says_who_was_there()
    {
        await using var world = await DiscordWorld.Start();
        world.Joins(Ben, Voice);
        var meeting = await world.Records(new { title = "Stand-up", tags = "team, monday" });

        var posted = world.Rest.In(Text).ShouldHaveSingleItem();
        posted.Text.ShouldContain("Stand-up");
        posted.Text.ShouldContain("Scribe records everybody who speaks in <#2000>");
        posted.Text.ShouldContain("<@21> asked for it");
        posted.Text.ShouldContain("/privacy opt-out");
        posted.Text.ShouldContain("/privacy delete-me");
        posted.Text.ShouldContain("not transcribed, and the audio stays on the machine");
        world.Receivers.Newest.Order.Channel.ShouldBe(Voice);
        (await world.Rows.Consents(meeting, 9)).Select(told => (told.User, told.How)).ShouldBe([(Ana, "announcement"), (Ben, "announcement")], ignoreOrder: true);

        var row = (await world.Server.Service<IMeetingStore>().Meeting(Guild(), meeting)).ShouldNotBeNull();
        (row.Name, row.MeetingUrl, row.Metadata).ShouldBe(("Stand-up", "https://discord.com/channels/1000/2000", """{"tags":["team","monday"]}"""));
    }

    [Fact]
    public async Task Whoever_joins_later_is_in_the_ledger_too()
    {
        await using var world = await DiscordWorld.Start();
        var meeting = await world.Records();
        world.Joins(Zoe, Voice);
        world.Joins(500, Voice, isBot: true);
        await world.Until(async () => (await world.Rows.Consents(meeting, 9)).Count == 2, "Zoe is told");
        (await world.Rows.Consents(meeting, 9))[1].ShouldSatisfyAllConditions(told => told.User.ShouldBe(Zoe), told => told.How.ShouldBe("joined"));
    }

    [Fact]
    public async Task What_can_not_be_announced_is_not_recorded()
    {
        await using var world = await DiscordWorld.Start();
        world.Rest.Mute[Text] = true;
        world.Joins(Ana, Voice);
        (await world.Uses(Ana, "record start")).Content.ShouldContain("so I do not record");
        await world.Ended();
        world.Receivers.Started.ShouldBeEmpty();
        world.Server.Count("SELECT count(*) FROM meetings").ShouldBe(0);
    }

    [Theory]
    [InlineData(Voice, BotPermissions.Connect, "Connect in <#2000>")]
    [InlineData(Voice, BotPermissions.ChangeNickname, "Change Nickname in <#2000>")]
    [InlineData(Text, BotPermissions.SendMessages, "Send Messages in <#3000>")]
    [InlineData(Text, BotPermissions.AttachFiles, "Attach Files in <#3000>")]
    public async Task A_missing_permission_is_named(ulong channel, ulong permission, string named)
    {
        await using var world = await DiscordWorld.Start();
        world.Rest.Permissions[channel] = BotPermissions.Needed & ~permission;
        world.Joins(Ana, Voice);
        (await world.Uses(Ana, "record start")).Content.ShouldContain($"I lack {named}");
        world.Rest.Messages.ShouldBeEmpty();
        world.Server.Log.Lines.ShouldContain(line => line.Contains("missing_permission", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_are_said_in_words_and_logged_by_code()
    {
        await using var world = await DiscordWorld.Start(new DiscordSettings { Token = "x", Guilds = "1000" });
        (await world.Uses(Ana, "record start")).Content.ShouldBe("Join a voice channel first.");
        (await world.Uses(Ana, "record stop")).Content.ShouldBe("Nothing is being recorded on this server.");
        (await world.Uses(Ana, "record pause")).Content.ShouldBe("Nothing is being recorded on this server.");
        (await world.Uses(Ana, "record start", new { channel = $"{Voice}" })).Content.ShouldContain("Join that channel first");
        (await world.Uses(Ana, "record start", new { channel = $"{Text}" }, manages: true)).Content.ShouldContain("not a voice channel");
        (await world.Uses(Ana, "record start", new { channel = "999" }, manages: true)).Content.ShouldContain("no such channel");
        (await world.Uses(Ana, "record start", guild: 77)).Content.ShouldContain("not allowed it to record on this server");
        (await world.Uses(Ana, "record start", guild: 0)).Content.ShouldContain("servers only");
        (await world.Uses(Ana, "dance")).Content.ShouldContain("don't know this command");
        await world.Records();
        (await world.Uses(Ben, "record start", new { channel = $"{OtherVoice}" }, manages: true)).Content.ShouldContain("being recorded already");
        string[] codes =
        [
            "not_in_a_channel", "nothing_recorded", "not_a_voice_channel", "not_in_guild", "guild_not_allowed", "direct_message", "unknown_command", "already_recording", "not_permitted",
        ];
        foreach (var code in codes)
            world.Server.Log.Lines.ShouldContain(line => line.Contains(code, StringComparison.Ordinal), code);
    }

    [Fact]
    public async Task Pausing_keeps_nothing_and_resuming_goes_on()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        (await world.Uses(Ana, "record pause")).Content.ShouldStartWith("Paused");
        await world.Until(() => world.Receivers.Newest.IsPaused, "paused");
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("paused", StringComparison.Ordinal), "the status message says so");
        (await world.Uses(Ana, "record resume")).Content.ShouldStartWith("Recording goes on");
        await world.Until(() => !world.Receivers.Newest.IsPaused, "resumed");
    }

    [Fact]
    public async Task Who_may_stop_is_as_the_settings_say()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        (await world.Uses(Zoe, "record stop")).Content.ShouldContain("Only people who take part");
        (await world.Uses(Zoe, "settings who-may-stop", new { who = "managers" })).Content.ShouldContain("Manage Server");
        (await world.Uses(Zoe, "settings who-may-stop", new { who = "managers" }, manages: true)).Content.ShouldContain("Manage Server alone");
        (await world.Uses(Ana, "record stop")).Content.ShouldContain("Only members with Manage Server");
        (await world.Session()).ShouldNotBeNull();
        (await world.Uses(Zoe, "record stop", manages: true)).Content.ShouldStartWith("Stopping");
        await world.Ended();
        world.Receivers.Newest.IsStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task The_nickname_says_that_it_records_and_is_given_back()
    {
        await using var world = await DiscordWorld.Start(before: world => world.Rest.CallBot(DiscordWorld.Guild, "The honourable scribe of all"));
        await world.Records();
        await world.Until(() => world.Rest.NicknameOf(DiscordWorld.Guild) == "[RECORDING] The honourable scribe of all"[..32], "the sign");
        await world.Uses(Ana, "record stop");
        await world.Until(() => world.Rest.NicknameOf(DiscordWorld.Guild) == "The honourable scribe of all", "given back");
    }

    [Fact]
    public async Task Status_shows_the_session_and_its_buttons_stop_it()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records(new { title = "Stand-up" });
        world.Receivers.Newest.Says = world.Receivers.Newest.Says with { Speakers = [Ana, Ben] };
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("Heard: <@21>, <@22>", StringComparison.Ordinal), "the speakers are shown");
        (await world.Uses(Zoe, "record status")).Content.ShouldContain("Stand-up");
        var stop = world.Rest.In(Text).First().Message.Buttons.Single(button => button.Label == "Stop");
        (await world.Presses(Zoe, stop)).Content.ShouldContain("Only people who take part");
        (await world.Presses(Ana, stop)).Content.ShouldStartWith("Stopping");
        await world.Ended();
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("ended: Ana stopped it", StringComparison.Ordinal), "the status message says that it ended");
        world.Rest.In(Text).First().Message.Buttons.ShouldBeEmpty();
        (await world.Presses(Ana, stop)).Content.ShouldBe("Nothing is being recorded on this server.");
    }

    [Fact]
    public async Task Status_messages_are_edited_at_a_bounded_rate()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        await world.Until(() => world.Rest.In(Text).First().Edits > 0, "the first edit");
        var (edits, began) = (world.Rest.In(Text).First().Edits, world.Server.Clock.GetUtcNow());
        for (var i = 0; i < 40; i++)
        {
            // Somebody new is heard all the time.
            world.Receivers.Newest.Says = world.Receivers.Newest.Says with { Speakers = [.. Enumerable.Range(1, i).Select(user => (ulong)user)] };
            world.Server.Clock.Advance(TimeSpan.FromSeconds(1));
            await TestPause();
        }
        var seconds = (world.Server.Clock.GetUtcNow() - began).TotalSeconds;
        (world.Rest.In(Text).First().Edits - edits).ShouldBeInRange(1, (int)(seconds / 5) + 1);
    }

    [Fact]
    public async Task Somebody_who_is_not_heard_is_shown_with_the_reason_and_the_call_joined_anew()
    {
        await using var world = await DiscordWorld.Start();
        await world.Records();
        var trouble = new Silo.Discord.Sessions.ReceiverTrouble(Silo.Discord.Sessions.TroubleKind.Undecryptable, Ana, TimeSpan.FromSeconds(12));
        world.Receivers.Newest.Says = world.Receivers.Newest.Says with { Troubles = [trouble] };
        await world.Until(() => world.Receivers.Newest.Rejoins.Count == 1, "joined anew");
        await world.Until(() => world.Rest.In(Text).First().Text is var text && text.Contains("<@21> is speaking, but nothing of it could be decrypted for 12 s", StringComparison.Ordinal)
            && text.Contains("joined the call anew once", StringComparison.Ordinal), "said in words");
    }

    [Fact]
    public async Task A_bot_that_is_kicked_ends_the_meeting_and_says_why()
    {
        await using var world = await DiscordWorld.Start();
        var meeting = await world.Records();
        world.Receivers.Newest.End("somebody disconnected the bot from the call");
        await world.Ended();
        await world.Until(() => world.Rest.In(Text).First().Text.Contains("somebody disconnected the bot", StringComparison.Ordinal), "said");
        (await world.Server.Service<IMeetingStore>().Meeting(Guild(), meeting)).ShouldNotBeNull().Phase.ShouldNotBe(MeetingPhase.Recording);
    }

    [Fact]
    public async Task A_meeting_that_is_stopped_by_a_program_ends_the_recording()
    {
        await using var world = await DiscordWorld.Start();
        var meeting = await world.Records();
        await world.Server.Service<IGrainFactory>().GetGrain<Grains.Meetings.IMeetingGrain>(meeting.Value).Stop(new Grains.Meetings.StopMeeting(new Dictionary<string, long>()));
        await world.Ended();
        world.Receivers.Newest.IsStopped.ShouldBeTrue();
    }

    private static Domain.TenantId Guild() => Domain.Guilds.Guild.TenantOf(DiscordWorld.Guild);

    private static Task TestPause() => World.TestServer.Pause();
}
