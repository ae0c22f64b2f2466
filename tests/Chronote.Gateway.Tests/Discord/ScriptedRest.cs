using System.Collections.Concurrent;
using Chronote.Discord;
using Chronote.Discord.Gateway;
using Chronote.Discord.Rest;
using Chronote.Silo.Discord.Words;

namespace Chronote.Gateway.Tests.Discord;

/// <summary>Discord's REST as far as a bot sees it: what it posted, edited and answered is kept; what is to be refused is said beforehand.</summary>
internal sealed class ScriptedRest : IDiscordRest
{
    public static readonly Snowflake Bot = new(500), Application = new(501);

    private readonly ConcurrentDictionary<ulong, string?> _nicknames = new();
    private long _messages = 9_000;

    public ConcurrentDictionary<ulong, Posted> Messages { get; } = new();
    public ConcurrentDictionary<ulong, OutgoingMessage> Answers { get; } = new();
    public ConcurrentDictionary<ulong, InteractionReply> Replies { get; } = new();
    public ConcurrentDictionary<ulong, ChannelFacts> Channels { get; } = new();

    /// <summary>Permissions of the bot by channel; all that it needs where none is named.</summary>
    public ConcurrentDictionary<ulong, ulong> Permissions { get; } = new();

    /// <summary>Channels where nothing may be posted, whatever the permissions say.</summary>
    public ConcurrentDictionary<ulong, bool> Mute { get; } = new();

    public bool IsPublic { get; set; }
    public bool TokenIsRefused { get; init; }
    public IReadOnlyList<GuildFacts> Servers { get; init; } = [];
    public string? Commands { get; private set; }
    public Snowflake? CommandsOf { get; private set; }

    public IEnumerable<Posted> In(ulong channel) => Messages.Values.Where(message => message.Channel == channel).OrderBy(message => message.Id);

    public string? NicknameOf(ulong guild) => _nicknames.GetValueOrDefault(guild);

    public void CallBot(ulong guild, string nickname) => _nicknames[guild] = nickname;

    public Task<RestAnswer<GatewayAddress>> Gateway(CancellationToken cancel) => Ok(new GatewayAddress(new Uri("wss://gateway.example"), 1, 1));

    public Task<RestAnswer<BotIdentity>> Identity(CancellationToken cancel) => TokenIsRefused
        ? Task.FromResult<RestAnswer<BotIdentity>>(new RestAnswer<BotIdentity>.Refused(401, 0, "401: Unauthorized"))
        : Ok(new BotIdentity(Bot, Application, "Scribe", IsPublic));

    public Task<RestAnswer<Nothing>> RegisterCommands(Snowflake application, Snowflake? guild, string commandsJson, CancellationToken cancel)
    {
        (Commands, CommandsOf) = (commandsJson, guild);
        return Done();
    }

    public Task<RestAnswer<Nothing>> Respond(Interaction interaction, InteractionReply reply, CancellationToken cancel)
    {
        Replies[interaction.Id.Value] = reply;
        return Done();
    }

    public Task<RestAnswer<Nothing>> EditResponse(Interaction interaction, OutgoingMessage message, CancellationToken cancel)
    {
        Answers[interaction.Id.Value] = Checked(message);
        return Done();
    }

    public Task<RestAnswer<Snowflake>> SendMessage(Snowflake channel, OutgoingMessage message, CancellationToken cancel)
    {
        if (Mute.ContainsKey(channel.Value)) return Task.FromResult<RestAnswer<Snowflake>>(new RestAnswer<Snowflake>.Refused(403, 50013, "Missing Permissions"));
        var id = (ulong)Interlocked.Increment(ref _messages);
        Messages[id] = new Posted(id, channel.Value, Checked(message), 0);
        return Ok(new Snowflake(id));
    }

    public Task<RestAnswer<Nothing>> EditMessage(Snowflake channel, Snowflake message, OutgoingMessage replacement, CancellationToken cancel)
    {
        var before = Messages[message.Value];
        Messages[message.Value] = before with { Message = Checked(replacement), Edits = before.Edits + 1 };
        return Done();
    }

    public Task<RestAnswer<Nothing>> SetNickname(Snowflake guild, string? nickname, CancellationToken cancel)
    {
        (nickname?.Length ?? 0).ShouldBeLessThanOrEqualTo(32);
        _nicknames[guild.Value] = nickname;
        return Done();
    }

    public Task<RestAnswer<string?>> Nickname(Snowflake guild, CancellationToken cancel) => Ok(NicknameOf(guild.Value));

    public Task<RestAnswer<ChannelFacts>> Channel(Snowflake channel, CancellationToken cancel) =>
        Channels.TryGetValue(channel.Value, out var facts) ? Ok(facts) : Task.FromResult<RestAnswer<ChannelFacts>>(new RestAnswer<ChannelFacts>.Refused(404, 10003, "Unknown Channel"));

    public Task<RestAnswer<ulong>> PermissionsIn(Snowflake guild, Snowflake channel, CancellationToken cancel) => Ok(Permissions.GetValueOrDefault(channel.Value, BotPermissions.Needed));

    public Task<RestAnswer<IReadOnlyList<GuildFacts>>> Guilds(Snowflake? after, CancellationToken cancel) => Ok(Servers);

    // What Discord would refuse, the script does not take either.
    private static OutgoingMessage Checked(OutgoingMessage message)
    {
        message.Content.Length.ShouldBeLessThanOrEqualTo(2_000);
        message.Content.Trim().ShouldNotBeEmpty();
        message.Attachments.Sum(file => file.Body.Length).ShouldBeLessThanOrEqualTo(10 * 1024 * 1024);
        return message;
    }

    private static Task<RestAnswer<T>> Ok<T>(T value) => Task.FromResult<RestAnswer<T>>(new RestAnswer<T>.Ok(value));

    private static Task<RestAnswer<Nothing>> Done() => Ok(default(Nothing));
}

/// <param name="Edits">How often it was edited.</param>
internal sealed record Posted(ulong Id, ulong Channel, OutgoingMessage Message, int Edits)
{
    public string Text => Message.Content;
}
