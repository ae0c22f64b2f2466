using Chronote.Discord.Gateway;

namespace Chronote.Discord.Rest;

/// <summary>
/// The few REST calls that a recording bot needs. Rate limits are waited for by bucket; a call that Discord refuses is a <see cref="RestAnswer{T}"/>,
/// a lost connection too, after tries that are harmless to repeat.
/// </summary>
public interface IDiscordRest
{
    /// <summary><c>GET /gateway/bot</c>: where to connect, and how many shards.</summary>
    Task<RestAnswer<GatewayAddress>> Gateway(CancellationToken cancel);

    /// <summary><c>GET /applications/@me</c> and <c>/users/@me</c>: who the token is.</summary>
    Task<RestAnswer<BotIdentity>> Identity(CancellationToken cancel);

    /// <summary>Bulk overwrite of the slash commands, of one guild or (null) everywhere.</summary>
    /// <param name="commandsJson">The array as Discord expects it.</param>
    Task<RestAnswer<Nothing>> RegisterCommands(Snowflake application, Snowflake? guild, string commandsJson, CancellationToken cancel);

    /// <summary>Answers an interaction, within 3 s of its creation.</summary>
    Task<RestAnswer<Nothing>> Respond(Interaction interaction, InteractionReply reply, CancellationToken cancel);

    /// <summary>Replaces the answer after <see cref="InteractionReply.Deferred"/>.</summary>
    Task<RestAnswer<Nothing>> EditResponse(Interaction interaction, OutgoingMessage message, CancellationToken cancel);

    Task<RestAnswer<Snowflake>> SendMessage(Snowflake channel, OutgoingMessage message, CancellationToken cancel);

    Task<RestAnswer<Nothing>> EditMessage(Snowflake channel, Snowflake message, OutgoingMessage replacement, CancellationToken cancel);

    /// <summary>The bot's own nickname in a guild; null takes it away.</summary>
    Task<RestAnswer<Nothing>> SetNickname(Snowflake guild, string? nickname, CancellationToken cancel);

    /// <summary>The bot's own nickname now; null when it has none.</summary>
    Task<RestAnswer<string?>> Nickname(Snowflake guild, CancellationToken cancel);

    Task<RestAnswer<ChannelFacts>> Channel(Snowflake channel, CancellationToken cancel);

    /// <summary>The bot's permissions in a channel, from roles and overwrites.</summary>
    Task<RestAnswer<ulong>> PermissionsIn(Snowflake guild, Snowflake channel, CancellationToken cancel);

    /// <summary>Guilds the bot is in, a page of at most 200.</summary>
    Task<RestAnswer<IReadOnlyList<GuildFacts>>> Guilds(Snowflake? after, CancellationToken cancel);
}

/// <param name="IdentifiesAtOnce">How many shards may identify per 5 s.</param>
public sealed record GatewayAddress(Uri Url, int Shards, int IdentifiesAtOnce);

/// <param name="IsPublic">Anybody may invite the bot.</param>
public sealed record BotIdentity(Snowflake User, Snowflake Application, string Name, bool IsPublic);

/// <param name="Guild">Null for a direct message.</param>
public sealed record ChannelFacts(Snowflake Id, Snowflake? Guild, string Name, bool IsVoice);

/// <param name="Permissions">Of the bot in the guild as a whole, before what single channels say; null when Discord did not tell.</param>
public sealed record GuildFacts(Snowflake Id, string Name, ulong? Permissions = null);

public readonly record struct Nothing;
