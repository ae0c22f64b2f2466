using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Rest;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>An unpatched discord.js takes the simulator for Discord: REST, main gateway, commands, and voice through both.</summary>
public class MainGatewayTests
{
    [PeerFact]
    public async Task A_bot_logs_in_registers_commands_and_answers_one()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("First guild");
        var text = guild.AddTextChannel("notes");
        var ana = guild.AddMember("ana", displayName: "Ana");
        await using var bot = await BotPeer.Start(discord);
        (await bot.Tells("ready")).GetProperty("guilds").EnumerateArray().Select(name => name.GetString()).ShouldBe(["First guild"]);
        discord.Gateway.Identifies.ShouldHaveSingleItem().Intents.ShouldBe(129);

        (await bot.Ask("register", new { guild = $"{guild.Id}" })).GetProperty("count").GetInt32().ShouldBe(1);
        var interaction = discord.Interact(ana, text, "record start", ("title", "Weekly"));
        (await interaction.Said(said => said.Length > 0)).Content.ShouldBe("record start Weekly by Ana");
        interaction.AnswerType.ShouldBe(5);
        interaction.Message!.IsEphemeral.ShouldBeTrue();
        text.Messages.ShouldBeEmpty("an ephemeral answer is for one user alone");
        Should.Throw<ArgumentException>(() => discord.Interact(ana, text, "record dance"));

        discord.AddGuild("Second guild");
        (await bot.Tells("guild", news => news.GetProperty("name").GetString() == "Second guild")).ValueKind.ShouldNotBe(System.Text.Json.JsonValueKind.Null);
    }

    [PeerFact]
    public async Task A_bot_posts_edits_renames_itself_and_knows_what_it_may()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Guild");
        var text = guild.AddTextChannel("notes");
        var ana = guild.AddMember("ana");
        text.Overwrites.Add(new Overwrite(guild.Id, IsRole: true, Permission.ManageGuild, Permission.Speak));
        await using var bot = await BotPeer.Start(discord);
        await bot.Tells("ready");

        var posted = await bot.Ask("post", new { channel = $"{text.Id}", content = "recording", file = "words", button = "stop" });
        var message = text.Messages.ShouldHaveSingleItem();
        message.Content.ShouldBe("recording");
        message.Files.ShouldHaveSingleItem().Body.ShouldBe("words"u8.ToArray());
        await bot.Ask("edit", new { channel = $"{text.Id}", message = posted.GetProperty("message").GetString(), content = "still recording" });
        message.Content.ShouldBe("still recording");
        await discord.Press(ana, message, "stop").Answered();
        message.Content.ShouldBe("pressed stop");

        await bot.Ask("nickname", new { guild = $"{guild.Id}", nickname = "[RECORDING] Chronote" });
        guild.BotMember.Nickname.ShouldBe("[RECORDING] Chronote");
        var permissions = ulong.Parse((await bot.Ask("permissions", new { channel = $"{text.Id}" })).GetProperty("permissions").GetString()!);
        permissions.ShouldBe((ulong)guild.PermissionsOf(discord.Bot.Id, text), "discord.js computes what the simulator computes");
    }

    [PeerFact]
    public async Task A_bot_waits_for_rate_limits_and_tries_again_after_a_bad_gateway()
    {
        await using var discord = await SimulatedDiscord.Start();
        var text = discord.AddGuild("Guild").AddTextChannel("notes");
        await using var bot = await BotPeer.Start(discord);
        await bot.Tells("ready");
        discord.Rest.Troubles.Next("POST /channels", new RestTrouble.Limited(TimeSpan.FromMilliseconds(300)));
        discord.Rest.Troubles.Next("POST /channels", new RestTrouble.Failed(502));
        await bot.Ask("post", new { channel = $"{text.Id}", content = "once" });
        text.Messages.ShouldHaveSingleItem().Content.ShouldBe("once");
        discord.Rest.Calls.Where(call => call.Method == "POST" && call.Path.EndsWith("/messages", StringComparison.Ordinal)).Select(call => call.Status).ShouldBe([429, 502, 200]);

        discord.Rest.Troubles.Next("POST /channels", new RestTrouble.Refused(403, 50013, "Missing Permissions"));
        (await Should.ThrowAsync<InvalidOperationException>(() => bot.Ask("post", new { channel = $"{text.Id}", content = "never" }))).Message.ShouldContain("50013");
    }

    [PeerFact]
    public async Task A_dropped_connection_is_resumed_and_what_was_missed_is_told_again()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Guild");
        var room = guild.AddVoiceChannel("General");
        var ana = guild.AddMember("ana", nickname: "Ana");
        await using var bot = await BotPeer.Start(discord);
        await bot.Tells("ready");

        discord.Gateway.Drop();
        discord.Voice.Put(guild, ana.Id, room);
        await bot.Tells("resumed");
        (await bot.Tells("moved")).GetProperty("name").GetString().ShouldBe("Ana");
        discord.Gateway.AskToReconnect();
        await bot.Tells("resumed", which: 2);
        discord.Gateway.Resumes.ShouldBe(2);
    }

    [PeerFact, Trait("Speed", "Slow")]
    public async Task An_invalid_session_is_given_up_and_takes_the_bots_voice_with_it()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Guild");
        var room = guild.AddVoiceChannel("General");
        await using var bot = await BotPeer.Start(discord);
        await bot.Tells("ready");
        await bot.Ask("join", new { guild = $"{guild.Id}", channel = $"{room.Id}" });
        await bot.Tells("voice", news => news.GetProperty("status").GetString() == "ready");
        discord.Gateway.Invalidate(isResumable: false);
        guild.VoiceStateOf(discord.Bot.Id).ShouldBeNull();
        await bot.Tells("voice", news => news.GetProperty("status").GetString() == "disconnected");
        await discord.Until(() => discord.Gateway.Identifies.Count == 2, "a second identify");
    }

    [PeerFact]
    public async Task A_bot_with_its_own_gateway_joins_a_call_with_lone_clients()
    {
        await using var call = await PeerCall.Start(1);
        await using var bot = await BotPeer.Start(call.Discord);
        await bot.Tells("ready");
        await bot.Ask("join", new { guild = $"{call.Guild.Id}", channel = $"{call.Channel.Id}" });
        await bot.Tells("voice", news => news.GetProperty("status").GetString() == "ready");
        var peer = call.Peers[0];
        await call.Discord.Voice.Settled(call.Channel, [peer.User.Id, call.Discord.Bot.Id]);
        var code = (await bot.Ask("code")).GetProperty("code").GetString();
        await call.Discord.Until(() => peer.PrivacyCode == code, "the same privacy code");
        await peer.Listen(call.Discord.Bot.Id);
        await bot.Ask("announce");
        await call.Discord.Until(() => peer.Knows(call.Discord.Bot.Id) is not null, "the bot's ssrc is known");
        var speech = PeerCall.Speech(9, 15);
        await bot.Ask("play", new { packets = speech.Select(Convert.ToBase64String) });
        await call.Discord.Until(() => peer.Heard(call.Discord.Bot.Id).Count == speech.Length, "all packets");
        peer.Heard(call.Discord.Bot.Id).Select(Convert.ToHexString).ShouldBe(speech.Select(Convert.ToHexString));
    }
}
