using System.Net;
using Chronote.Discord.Simulated.Certificates;
using Chronote.Discord.Simulated.Gateway;
using Chronote.Discord.Simulated.Rest;
using Chronote.Discord.Simulated.Sockets;
using Chronote.Discord.Simulated.Voice;
using Chronote.Discord.Simulated.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Chronote.Discord.Simulated;

/// <summary>
/// A Discord in this process, on ports of its own: REST API and main gateway over plain HTTP, voice gateways over TLS with a made-up root, UDP for
/// audio, end-to-end encrypted calls. Clients which know nothing of it hold calls on it; tests make its people talk, and its troubles happen.
/// </summary>
public sealed class SimulatedDiscord : IAsyncDisposable
{
    private static readonly TimeSpan Housekeeping = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource ended = new();
    private readonly List<SimulatedGuild> guilds = [];
    private readonly List<string> complaints = [];
    private readonly Random random;
    private readonly WebApplication app;
    private Task running = Task.CompletedTask;

    private SimulatedDiscord(SimulatedDiscordOptions options)
    {
        Options = options;
        random = new Random(options.Seed);
        Ids = new Snowflakes(options.Time);
        Bulletin = new Bulletin(options.Time);
        Authority = new TestAuthority(options.Time);
        Bot = new SimulatedUser(Ids.Next(), options.BotName, true);
        Token = "simulated." + RandomHex(24);
        Interactions = new Interactions(this);
        Gateway = new MainGateway(this);
        Rest = new RestApi(this);
        Voice = new VoiceControl(this);
        app = Web();
    }

    /// <summary>Base of the REST API, for <c>CHRONOTE_Discord__ApiUrl</c>. The version may be appended: <c>/v10</c>.</summary>
    public Uri ApiUrl { get; private set; } = new("http://127.0.0.1");

    /// <summary>The bot's token.</summary>
    public string Token { get; }

    public SimulatedUser Bot { get; }

    public ulong Application => Bot.Id;

    /// <summary>The root that signs the voice servers' certificates.</summary>
    public TestAuthority Authority { get; }

    public RestApi Rest { get; }
    public MainGateway Gateway { get; }
    public VoiceControl Voice { get; }
    public SimulatedDiscordOptions Options { get; }

    public IReadOnlyList<SimulatedGuild> Guilds
    {
        get
        {
            lock (Gate) return [.. guilds];
        }
    }

    /// <summary>What clients did that Discord would not have understood. Empty in a good test.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (complaints) return [.. complaints];
        }
    }

    internal string GatewayUrl => $"ws://127.0.0.1:{ApiUrl.Port}";
    internal Lock Gate { get; } = new();
    internal Bulletin Bulletin { get; }
    internal Snowflakes Ids { get; }
    internal Interactions Interactions { get; }

    public static async Task<SimulatedDiscord> Start(SimulatedDiscordOptions? options = null)
    {
        var discord = new SimulatedDiscord(options ?? new SimulatedDiscordOptions());
        await discord.app.StartAsync();
        discord.ApiUrl = new Uri($"http://127.0.0.1:{new Uri(discord.app.Urls.Single()).Port}/api");
        await discord.Voice.Desk.StartServer();
        discord.running = Task.WhenAll(discord.Bulletin.Run(discord.ended.Token), discord.Keep());
        return discord;
    }

    /// <summary>A guild with the bot in it. Connected bots are told.</summary>
    public SimulatedGuild AddGuild(string name)
    {
        lock (Gate)
        {
            var guild = new SimulatedGuild(this, Ids.Next(), name);
            guilds.Add(guild);
            Gateway.Dispatch(guild.Id, "GUILD_CREATE", Payloads.GuildCreate(guild));
            return guild;
        }
    }

    public SimulatedGuild? Guild(ulong id) => Guilds.FirstOrDefault(guild => guild.Id == id);

    public SimulatedChannel? Channel(ulong id) => Guilds.SelectMany(guild => guild.Channels).FirstOrDefault(channel => channel.Id == id);

    /// <summary>A user types a slash command, such as <c>record start</c>.</summary>
    /// <exception cref="ArgumentException">The bot has registered commands, and not this one or not this option.</exception>
    public SimulatedInteraction Interact(SimulatedUser user, SimulatedChannel channel, string command, params (string Name, object Value)[] options)
    {
        lock (Gate) return Interactions.Command(user, channel, command, options, Rest.Commands(channel.Guild.Id) ?? Rest.Commands());
    }

    /// <summary>A user presses a button under a message.</summary>
    public SimulatedInteraction Press(SimulatedUser user, SimulatedMessage message, string customId)
    {
        lock (Gate) return Interactions.Press(user, message, customId, Channel(message.Channel)!);
    }

    /// <summary>Waits until something holds; it is looked at after every change in here.</summary>
    public Task Until(Func<bool> condition, string what, TimeSpan? limit = null) => Bulletin.Until(condition, what, limit ?? TimeSpan.FromSeconds(10));

    public async ValueTask DisposeAsync()
    {
        Gateway.Drop();
        foreach (var server in Voice.Desk.Servers) await server.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), Options.Time);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
        await ended.CancelAsync();
        await running;
        Authority.Dispose();
    }

    internal string RandomHex(int bytes)
    {
        var drawn = new byte[bytes];
        lock (random) random.NextBytes(drawn);
        return Convert.ToHexStringLower(drawn);
    }

    internal uint RandomSsrc()
    {
        lock (random) return (uint)random.NextInt64(1, uint.MaxValue);
    }

    internal void Complain(string what)
    {
        lock (complaints) complaints.Add(what);
        Bulletin.Changed();
    }

    private WebApplication Web()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Options.Port));
        var web = builder.Build();
        web.UseWebSockets();
        web.Run(Answer);
        return web;
    }

    private async Task Answer(HttpContext http)
    {
        if (http.WebSockets.IsWebSocketRequest) await Gateway.Serve(new SocketLine(await http.WebSockets.AcceptWebSocketAsync(), Options.Time));
        else await Rest.Serve(http);
    }

    private async Task Keep()
    {
        using var timer = new PeriodicTimer(Housekeeping, Options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                var now = Options.Time.GetUtcNow();
                Gateway.Expire(now);
                foreach (var server in Voice.Desk.Servers.ToList())
                    foreach (var admission in server.Expire(now))
                        lock (Gate) Voice.Desk.Expired(admission);
                Bulletin.Changed();
            }
        }
        catch (OperationCanceledException)
        {
            // The simulator ended.
        }
    }
}
