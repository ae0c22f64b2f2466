using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Rest;
using Chronote.Discord.Simulated.World;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Silo.Settings;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>Nothing is scripted: the whole server with the bot, on a simulated Discord, in real time.</summary>
[Trait("Speed", "Slow")]
public sealed class WholeBotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [PeerFact]
    public async Task A_call_is_announced_recorded_in_whole_and_told_of_and_its_nickname_given_back()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Test");
        var (lounge, general) = (guild.AddVoiceChannel("Lounge"), guild.AddTextChannel("general"));
        var ana = guild.AddMember("ana", displayName: "Ana");
        await using var server = await Serve(discord, guild);
        await using var peers = await VoicePeers.Start(discord);
        var peer = await peers.Join(ana, lounge);
        await peer.Connected(Patience);

        await Said(discord.Interact(ana, general, "record start", ("title", "Stand-up")), "Recording");
        await discord.Until(() => guild.VoiceStateOf(discord.Bot.Id)?.Channel == lounge.Id, "the bot joins", Patience);
        general.Messages.ShouldHaveSingleItem().Content.ShouldContain("records everybody who speaks");
        await discord.Until(() => guild.BotMember.Nickname == "[RECORDING] Chronote", "the sign", Patience);
        await discord.Until(() => general.Messages[0].Content.Contains("· recording ·", StringComparison.Ordinal), "it is received", Patience);

        var file = Path.Combine(server.Folder, "words.ogg");
        await File.WriteAllBytesAsync(file, Sound.Ogg(seed: 5, packets: 200));
        await peer.PlayFile(file);
        await peer.Played(Patience);
        await discord.Until(() => general.Messages[0].Content.Contains($"Heard: <@{ana.Id}>", StringComparison.Ordinal), "Ana is heard", Patience);
        await Said(discord.Interact(ana, general, "record stop"), "Stopping");
        await discord.Until(() => general.Messages.Count == 2, "the notes are posted", Patience);
        await discord.Until(() => guild.BotMember.Nickname is null && guild.VoiceStateOf(discord.Bot.Id) is null, "the bot is as it was before", Patience);

        var store = server.Service<IMeetingStore>();
        var meeting = (await store.Meetings(Domain.Guilds.Guild.TenantOf(guild.Id), null, 9)).ShouldHaveSingleItem();
        (meeting.Phase, meeting.Name).ShouldBe((MeetingPhase.Completed, "Stand-up"));
        var track = (await store.Tracks(meeting.Id)).ShouldHaveSingleItem();
        (track.Key.Track.Value, track.Name).ShouldBe(($"{ana.Id}", "Ana"));
        var packets = (await store.Chunks(track.Key, 0, 99)).Sum(chunk => chunk.Receipt.Shape.Packets);
        packets.ShouldBeGreaterThanOrEqualTo(200, "every packet of hers, and the silence that ends it");
        discord.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task Somebody_who_is_deleted_in_the_middle_of_a_call_is_gone_from_it_and_the_others_lose_nothing()
    {
        const int packets = 400;
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Test");
        var (lounge, general) = (guild.AddVoiceChannel("Lounge"), guild.AddTextChannel("general"));
        var (ana, ben) = (guild.AddMember("ana"), guild.AddMember("ben"));
        await using var server = await Serve(discord, guild);
        await using var peers = await VoicePeers.Start(discord);
        var (first, second) = (await peers.Join(ana, lounge), await peers.Join(ben, lounge));
        await first.Connected(Patience);
        await second.Connected(Patience);
        await Said(discord.Interact(ben, general, "record start"), "Recording");
        await discord.Until(() => general.Messages is [{ } status] && status.Content.Contains("· recording ·", StringComparison.Ordinal), "it is received", Patience);
        foreach (var (peer, seed) in ((VoicePeer, int)[])[(first, 5), (second, 6)])
        {
            var file = Path.Combine(server.Folder, $"{seed}.ogg");
            await File.WriteAllBytesAsync(file, Sound.Ogg(seed, packets));
            await peer.PlayFile(file);
        }
        await discord.Until(() => discord.Voice.Heard(ana.Id).Count > packets / 3, "Ana speaks", Patience);
        await Said(discord.Interact(ana, general, "privacy delete-me"), "Your audio");
        await first.Played(Patience);
        await second.Played(Patience);
        await Said(discord.Interact(ben, general, "record stop"), "Stopping");
        await discord.Until(() => general.Messages.Count == 2, "the notes are posted", Patience);

        var store = server.Service<IMeetingStore>();
        var meeting = (await store.Meetings(Domain.Guilds.Guild.TenantOf(guild.Id), null, 9)).ShouldHaveSingleItem();
        var track = (await store.Tracks(meeting.Id)).ShouldHaveSingleItem();
        track.Key.Track.Value.ShouldBe($"{ben.Id}");
        (await store.Chunks(track.Key, 0, 99)).Sum(chunk => chunk.Receipt.Shape.Packets).ShouldBeGreaterThanOrEqualTo(packets);
        server.Count("SELECT count(*) FROM chunks c JOIN tracks t ON t.track_no = c.track_no WHERE t.track = $1", $"{ana.Id}").ShouldBe(0);
        Directory.EnumerateFiles(Path.Combine(server.Folder, "discord-spool"), "*", SearchOption.AllDirectories).ShouldNotContain(file => file.Contains($"{ana.Id}", StringComparison.Ordinal));
        discord.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_permission_it_says_which_and_records_nothing()
    {
        await using var discord = await SimulatedDiscord.Start();
        var guild = discord.AddGuild("Test");
        var (lounge, general) = (guild.AddVoiceChannel("Lounge"), guild.AddTextChannel("general"));
        general.Overwrites.Add(new Overwrite(discord.Bot.Id, IsRole: false, Permission.None, Permission.SendMessages));
        await using var server = await Serve(discord, guild);
        var answer = await Said(discord.Interact(guild.Owner, general, "record start", ("channel", lounge.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))), "I lack");
        answer.ShouldContain("Send Messages");
        guild.VoiceStateOf(discord.Bot.Id).ShouldBeNull();
        general.Messages.ShouldBeEmpty();
        discord.Complaints.ShouldBeEmpty();
    }

    private static async Task<TestServer> Serve(SimulatedDiscord discord, SimulatedGuild guild)
    {
        var server = await TestServer.Start(new ServerWishes
        {
            Discord = new DiscordSettings
            {
                Token = discord.Token, ApiUrl = discord.ApiUrl.AbsoluteUri, TrustedRootCertificate = discord.Authority.PemPath, GuildId = $"{guild.Id}", Guilds = $"{guild.Id}",
            },
        });
        await discord.Until(() => discord.Rest.Commands(guild.Id) is not null && discord.Gateway.Connected > 0, "the bot is up", Patience);
        return server;
    }

    private static async Task<string> Said(SimulatedInteraction asked, string begin) =>
        (await asked.Said(content => content.Length > 0, Patience)).Content is var said && said.StartsWith(begin, StringComparison.Ordinal)
            ? said
            : throw new ShouldAssertException($"{begin}… but: {said}");
}
