using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Silo.Discord.Words;
using Chronote.Silo.Settings;
using static Chronote.Gateway.Tests.Discord.DiscordWorld;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>P-16: a program makes the bot join a call.</summary>
public sealed class JoinByUrlTests
{
    private const string Meetings = "/api/v1/meetings", Lounge = "https://discord.com/channels/1000/2000";

    [Theory]
    [InlineData("/api/v1/meetings")]
    [InlineData("/api/v1/recordings")]
    public async Task P16_the_bot_joins_the_channel_and_the_meeting_is_the_keys_to_read(string path)
    {
        await using var world = await DiscordWorld.Start();
        var made = (await world.Server.Admin.Post(path, new { meeting_url = Lounge, name = "Stand-up", language = "en", metadata = new { room = 7 } })).ShouldBe(201);
        await world.Until(() => world.Receivers.Started.Any(), "received");
        world.Receivers.Newest.Order.Meeting.Value.ShouldBe(made.String("id"));
        (await world.Server.Admin.Get($"{Meetings}/{made.String("id")}")).ShouldBe(200).String("name").ShouldBe("Stand-up");
        world.Rest.In(Voice).ShouldHaveSingleItem().Text.ShouldContain("A program of whoever runs the bot asked for it");
        // Everybody of the guild may read it by command, whoever's meeting it is.
        world.Joins(Ana, Voice);
        await world.Until(async () => await world.Rows.TookPart(new Domain.MeetingId(made.String("id")), Ana), "Ana is told");
        (await world.Uses(Ana, "notes")).Content.ShouldContain("Stand-up");
        (await world.Uses(Zoe, "notes")).Content.ShouldContain("people who took part");
    }

    [Fact]
    public async Task P16_the_same_idempotency_key_joins_once()
    {
        await using var world = await DiscordWorld.Start();
        var body = new { meeting_url = Lounge };
        var first = (await world.Server.Admin.Post(Meetings, body, ("Idempotency-Key", "once"))).ShouldBe(201);
        (await world.Server.Admin.Post(Meetings, body, ("Idempotency-Key", "once"))).ShouldBe(200).String("id").ShouldBe(first.String("id"));
        (await world.Server.Admin.Post(Meetings, body, ("Idempotency-Key", "twice"))).ShouldBeProblem(422, "already_recording");
        world.Rest.In(Voice).Count().ShouldBe(1);
    }

    [Fact]
    public async Task P16_the_guilds_own_tenant_may_ask_and_no_other_one_learns_anything_I10()
    {
        await using var world = await DiscordWorld.Start();
        var stranger = await world.Server.Tenant("acme");
        (await stranger.Post(Meetings, new { meeting_url = Lounge })).ShouldBeProblem(422, "guild_not_allowed");
        (await stranger.Post(Meetings, new { meeting_url = "https://discord.com/channels/5/6" })).ShouldBeProblem(422, "guild_not_allowed");
        (await (await world.Server.Tenant("guild-1001")).Post(Meetings, new { meeting_url = Lounge })).ShouldBeProblem(422, "guild_not_allowed");
        world.Rest.Messages.ShouldBeEmpty();
        var own = await world.Server.Tenant("guild-1000");
        var made = (await own.Post(Meetings, new { meeting_url = Lounge })).ShouldBe(201);
        (await own.Get($"{Meetings}/{made.String("id")}")).ShouldBe(200);
        (await world.Server.Admin.Get($"{Meetings}/{made.String("id")}")).ShouldBeProblem(404, "unknown_meeting");
    }

    [Fact]
    public async Task P16_what_can_not_be_joined_says_why()
    {
        await using var world = await DiscordWorld.Start(new DiscordSettings { Token = "x", Guilds = "1000, 77" });
        var caller = world.Server.Admin;
        (await caller.Post(Meetings, new { meeting_url = "https://discord.com/channels/78/2000" })).ShouldBeProblem(422, "guild_not_allowed");
        (await caller.Post(Meetings, new { meeting_url = "https://discord.com/channels/77/2000" })).ShouldBeProblem(422, "not_in_guild");
        (await caller.Post(Meetings, new { meeting_url = "https://discord.com/channels/1000/9" })).ShouldBeProblem(422, "not_in_guild");
        (await caller.Post(Meetings, new { meeting_url = "https://discord.com/channels/1000/3000" })).ShouldBeProblem(422, "not_a_voice_channel");
        (await caller.Post(Meetings, new { meeting_url = "https://discord.gg/abc" })).ShouldBeProblem(422, "invalid");
        (await caller.Post(Meetings, new { meeting_url = Lounge, tracks = new[] { new { id = "mic" } } })).ShouldBeProblem(422, "invalid");
        world.Rest.Permissions[Voice] = BotPermissions.Needed & ~BotPermissions.Connect;
        (await caller.Post(Meetings, new { meeting_url = Lounge })).ShouldBeProblem(422, "missing_permission").String("detail").ShouldContain("Connect");
        world.Rest.Permissions.Clear();
        world.Rest.Mute[Voice] = true;
        (await caller.Post(Meetings, new { meeting_url = Lounge })).ShouldBeProblem(422, "cannot_announce");
        world.Server.Count("SELECT count(*) FROM meetings").ShouldBe(0);
    }

    [Fact]
    public async Task P16_without_a_bot_there_is_nobody_to_join()
    {
        await using var server = await TestServer.Start();
        (await server.Admin.Post(Meetings, new { meeting_url = Lounge })).ShouldBeProblem(422, "discord_not_configured");
    }
}
