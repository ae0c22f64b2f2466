using System.Threading.Channels;
using Chronote.Discord.Dave;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.World;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Discord.Tests.Gateway;

/// <summary>The main gateway's client against the simulated Discord, which third-party clients accept.</summary>
public sealed class DiscordGatewayTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<GatewayEvent> _events = Channel.CreateUnbounded<GatewayEvent>();
    private SimulatedDiscord _discord = null!;
    private SimulatedGuild _guild = null!;
    private SimulatedChannel _text = null!, _voice = null!;
    private SocketsHttpHandler _handler = null!;

    public async Task InitializeAsync()
    {
        _discord = await SimulatedDiscord.Start(new SimulatedDiscordOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(600) });
        _guild = _discord.AddGuild("A guild");
        (_text, _voice) = (_guild.AddTextChannel("notes"), _guild.AddVoiceChannel("General"));
        _handler = DiscordHttp.Handler(Options(_discord.Token));
    }

    public async Task DisposeAsync()
    {
        await _ended.CancelAsync();
        await _discord.DisposeAsync();
        _handler.Dispose();
    }

    [Fact]
    public async Task It_tells_of_guilds_members_and_commands_in_order()
    {
        var ana = _guild.AddMember("ana", displayName: "Ana");
        _discord.Voice.Put(_guild, ana.Id, _voice);
        var gateway = Gateway(_discord.Token);
        var running = gateway.Run(Told, _ended.Token);
        (await Next<GatewayEvent.Ready>()).BotUser.ShouldBe(new Snowflake(_discord.Bot.Id));
        (await Next<GatewayEvent.GuildSeen>()).ShouldBe(new GatewayEvent.GuildSeen(new(_guild.Id), "A guild"));
        (await Next<GatewayEvent.VoiceMoved>()).Member.Name.ShouldBe("Ana");
        gateway.Presence.In(new(_guild.Id), new(_voice.Id)).Single().User.ShouldBe(new Snowflake(ana.Id));
        _discord.Voice.Put(_guild, ana.Id, null);
        (await Next<GatewayEvent.VoiceMoved>()).To.ShouldBeNull();
        gateway.Presence.NameOf(new(_guild.Id), new(ana.Id)).ShouldBe("Ana");

        var asked = _discord.Interact(ana, _text, "record start", ("title", "Stand-up"));
        var interaction = (await Next<GatewayEvent.Interacted>()).Interaction;
        (interaction.Command, interaction.Options["title"].GetString(), interaction.Member.Name).ShouldBe(("record start", "Stand-up", "Ana"));
        (interaction.Id.Value, interaction.Token, interaction.Channel.Value).ShouldBe((asked.Id, asked.Token, _text.Id));
        _discord.Gateway.Identifies.Single().Intents.ShouldBe(129);

        await _ended.CancelAsync();
        (await running).ShouldBe("asked");
        await _discord.Until(() => _discord.Gateway.Connected == 0, "a closed connection");
    }

    [Fact]
    public async Task What_happened_while_the_connection_was_away_is_told_after_it_was_resumed()
    {
        _ = Gateway(_discord.Token).Run(Told, _ended.Token);
        await Next<GatewayEvent.GuildSeen>();
        var bob = _guild.AddMember("bob");
        foreach (var trouble in new Action[] { _discord.Gateway.Drop, _discord.Gateway.AskToReconnect, () => _discord.Gateway.Close(4000), () => _discord.Gateway.Invalidate(true) })
        {
            trouble();
            _discord.Voice.Put(_guild, bob.Id, _guild.VoiceStateOf(bob.Id) is null ? _voice : null);
            var happened = new[] { (await Next()).GetType().Name, (await Next()).GetType().Name };
            happened.Order().ShouldBe(["Resumed", "VoiceMoved"]);
        }

        _discord.Gateway.Identifies.Count.ShouldBe(1);
        _discord.Gateway.Resumes.ShouldBe(4);
    }

    [Fact]
    public async Task A_session_that_is_gone_is_identified_anew_and_everybody_is_told_again()
    {
        var ana = _guild.AddMember("ana");
        _discord.Voice.Put(_guild, ana.Id, _voice);
        _ = Gateway(_discord.Token).Run(Told, _ended.Token);
        await Next<GatewayEvent.VoiceMoved>();
        _discord.Gateway.RefuseNext(4009);
        _discord.Gateway.Drop();
        _discord.Voice.Put(_guild, ana.Id, null);
        await Next<GatewayEvent.Ready>();
        await Next<GatewayEvent.GuildSeen>();
        (await Next<GatewayEvent.VoiceMoved>()).To.ShouldBeNull();
        var identifies = _discord.Gateway.Identifies;
        TimeProvider.System.GetElapsedTime(identifies[0].At, identifies[1].At).TotalSeconds.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public async Task A_gateway_that_stops_answering_heartbeats_is_left_and_resumed()
    {
        _ = Gateway(_discord.Token).Run(Told, _ended.Token);
        await Next<GatewayEvent.GuildSeen>();
        _discord.Gateway.AnswerHeartbeats(false);
        await Next<GatewayEvent.Resumed>();
        _discord.Gateway.AnswerHeartbeats(true);
        _discord.Gateway.AskForHeartbeat();
        _discord.Gateway.Identifies.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_token_nobody_knows_ends_it_in_words()
    {
        (await Gateway("another").Run(Told, _ended.Token)).ShouldContain("token");
        _discord.Gateway.RefuseNext(4013);
        (await Gateway(_discord.Token).Run(Told, _ended.Token)).ShouldContain("intents");
    }

    [Fact]
    public async Task A_listener_that_fails_costs_no_connection()
    {
        var gateway = Gateway(_discord.Token);
        _ = gateway.Run(happened =>
        {
            Told(happened);
            throw new InvalidOperationException("a fault of the listener");
        }, _ended.Token);
        await Next<GatewayEvent.GuildSeen>();
        _discord.Voice.Put(_guild, _guild.Owner.Id, _voice);
        await Next<GatewayEvent.VoiceMoved>();
    }

    [Fact]
    public async Task It_runs_once()
    {
        var gateway = Gateway(_discord.Token);
        _ = gateway.Run(Told, _ended.Token);
        await Should.ThrowAsync<InvalidOperationException>(() => gateway.Run(Told, _ended.Token));
    }

    private DiscordOptions Options(string token) => new()
    {
        ApiUrl = _discord.ApiUrl,
        Token = token,
        Gateway = new GatewayTimings { IdentifyEvery = TimeSpan.FromSeconds(1), InvalidSessionMax = TimeSpan.FromSeconds(1) },
    };

    private DiscordGateway Gateway(string token)
    {
        var options = Options(token);
        var rest = new DiscordRest(new HttpClient(_handler, false), options, TimeProvider.System, () => 0.5, NullLogger.Instance);
        return new DiscordGateway(
            options, rest, 0, 1, new HttpMessageInvoker(_handler, false), TimeProvider.System, () => 0.5, (self, channel) => new DaveSession(self, channel, TimeProvider.System), NullLogger.Instance);
    }

    private void Told(GatewayEvent happened) => _events.Writer.TryWrite(happened);

    private async Task<GatewayEvent> Next() => await _events.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    private async Task<T> Next<T>() where T : GatewayEvent
    {
        while (true)
        {
            if (await Next() is T found)
                return found;
        }
    }
}
