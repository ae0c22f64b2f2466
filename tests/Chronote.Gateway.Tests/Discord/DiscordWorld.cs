using System.Globalization;
using System.Text.Json;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Domain;
using Chronote.Domain.Guilds;
using Chronote.Domain.Ports;
using Chronote.Gateway.Tests.World;
using Chronote.Grains.Guilds;
using Chronote.Silo.Discord;
using Chronote.Silo.Discord.Sessions;
using Chronote.Silo.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>A server with the bot, a scripted Discord around it, and people who use it.</summary>
internal sealed class DiscordWorld : IAsyncDisposable
{
    public const ulong Guild = 1_000, Voice = 2_000, OtherVoice = 2_001, Text = 3_000, Ana = 21, Ben = 22, Zoe = 23;

    private const int LooksMax = 700, LooksStill = 20, LooksSlow = 200;

    private readonly ServerWishes _wishes;
    private ulong _interactions = 70_000;

    private DiscordWorld(ScriptedLine line, ScriptedReceivers receivers, ServerWishes wishes) => (Line, Receivers, _wishes) = (line, receivers, wishes);

    public ScriptedLine Line { get; }
    public ScriptedReceivers Receivers { get; }
    public TestServer Server { get; private set; } = null!;
    public ScriptedRest Rest => Line.Script;
    public ScriptedGateway Gateway => Line.Gateway!;
    public IGuildGrain Grain => Server.Service<IGrainFactory>().GetGrain<IGuildGrain>(Guild.ToString(CultureInfo.InvariantCulture));
    public IGuildStore Rows => Server.Service<IGuildStore>();

    public static async Task<DiscordWorld> Start(DiscordSettings? settings = null, ScriptedEngine? engine = null, string? publicUrl = null, Action<DiscordWorld>? before = null)
    {
        var (line, receivers) = (new ScriptedLine(), new ScriptedReceivers());
        var world = new DiscordWorld(line, receivers, new ServerWishes(engine, new ManualTime(), services =>
        {
            services.AddSingleton<IDiscordLine>(line);
            services.AddSingleton<IGuildReceivers>(receivers);
        })
        {
            Discord = settings ?? new DiscordSettings { Token = "not-a-token" },
            PublicUrl = publicUrl,
        });
        foreach (var (channel, isVoice) in ((ulong, bool)[])[(Voice, true), (OtherVoice, true), (Text, false)])
            line.Script.Channels[channel] = new ChannelFacts(new Snowflake(channel), new Snowflake(Guild), isVoice ? "Lounge" : "general", isVoice);
        before?.Invoke(world);
        world.Server = await TestServer.Start(world._wishes);
        await world.Up();
        return world;
    }

    /// <summary>The server ends in order and starts again on the same data; Discord and its people stay as they were.</summary>
    public async Task Restart()
    {
        var before = Server;
        await before.Stop();
        Line.HangUp();
        Server = await TestServer.On(before.Folder, _wishes);
        await Up();
    }

    public void Joins(ulong user, ulong channel, bool isBot = false)
    {
        var member = new VoiceMember(new Snowflake(user), Name(user), isBot);
        var from = Gateway.ChannelOf(new Snowflake(Guild), new Snowflake(user));
        Line.There[(Guild, user)] = (member, channel);
        Gateway.Tell(new GatewayEvent.VoiceMoved(new Snowflake(Guild), member, from, new Snowflake(channel)));
    }

    public void Leaves(ulong user)
    {
        if (Line.There.TryRemove((Guild, user), out var was))
            Gateway.Tell(new GatewayEvent.VoiceMoved(new Snowflake(Guild), was.Item1, new Snowflake(was.Item2), null));
    }

    /// <summary>Uses a command and reads the answer, which nobody else sees.</summary>
    public Task<OutgoingMessage> Uses(ulong user, string command, object? options = null, bool manages = false, ulong guild = Guild) =>
        Ask(user, InteractionKind.Command, command, options, manages, guild);

    public Task<OutgoingMessage> Presses(ulong user, Button button, bool manages = false) => Ask(user, InteractionKind.Button, button.CustomId!, null, manages, Guild);

    /// <summary>Starts a recording as Ana, who sits in the voice channel, and waits until it is received.</summary>
    public async Task<MeetingId> Records(object? options = null)
    {
        Joins(Ana, Voice);
        (await Uses(Ana, "record start", options)).Content.ShouldStartWith("Recording <#2000>");
        await Until(async () => Receivers.Started.Any() && (await Grain.Look()).Session?.Silo is not null, "received");
        return (await Grain.Look()).Session!.Meeting;
    }

    public async Task<VoiceSession?> Session() => (await Grain.Look()).Session;

    /// <summary>Waits until something is so: at first without moving the clock, then slowly. A clock that runs ahead of a busy machine would let its calls expire.</summary>
    public async Task Until(Func<Task<bool>> isSo, string what)
    {
        for (var look = 0; look < LooksMax; look++)
        {
            if (await isSo()) return;
            if (look >= LooksStill) Server.Clock.Advance(look < LooksSlow ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(1));
            await TestServer.Pause();
        }
        var told = Server.Log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).TakeLast(20);
        throw new ShouldAssertException($"Waited in vain for: {what}. {await Grain.Look()}\n{string.Join('\n', told)}");
    }

    public Task Until(Func<bool> isSo, string what) => Until(() => Task.FromResult(isSo()), what);

    public async Task Ended() => await Until(async () => await Session() is null, "the session ended");

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    private async Task Up()
    {
        Receivers.Grains = Server.Service<IGrainFactory>();
        await Until(() => Line.Gateway?.Connected.Task.IsCompleted == true, "the bot connects");
        Gateway.Tell(new GatewayEvent.Ready(ScriptedRest.Bot, ScriptedRest.Application));
        Gateway.Tell(new GatewayEvent.GuildSeen(new Snowflake(Guild), "Test"));
    }

    private async Task<OutgoingMessage> Ask(ulong user, InteractionKind kind, string command, object? options, bool manages, ulong guild)
    {
        var id = ++_interactions;
        var given = JsonSerializer.SerializeToElement(options ?? new { }).EnumerateObject().ToDictionary(option => option.Name, option => option.Value);
        var member = new VoiceMember(new Snowflake(user), Name(user), IsBot: false);
        Gateway.Tell(new GatewayEvent.Interacted(new Interaction(
            new Snowflake(id), "secret", ScriptedRest.Application, new Snowflake(guild), new Snowflake(Text), member, manages ? 1UL << 5 : 0, kind, command, given, "en-US")));
        await Until(() => Rest.Answers.ContainsKey(id), $"an answer to {command}");
        Rest.Replies[id].ShouldBe(new InteractionReply.Deferred(Ephemeral: true));
        return Rest.Answers[id];
    }

    private static string Name(ulong user) => user switch
    {
        Ana => "Ana",
        Ben => "Ben",
        Zoe => "Zoe",
        _ => $"user {user}",
    };
}
