using System.Globalization;
using System.Text;
using System.Text.Json;
using Chronote.Discord.Gateway;
using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Rest;

/// <summary>Discord's REST API, version 10. Knows nothing but the token: nothing is kept between calls but rate limits and who we are.</summary>
/// <param name="http">See <see cref="DiscordHttp.Handler"/>. Its own timeout should be longer than 30 s.</param>
/// <param name="draw">A number from 0 to 1, for jitter.</param>
public sealed class DiscordRest(HttpClient http, DiscordOptions options, TimeProvider time, Func<double> draw, ILogger logger) : IDiscordRest
{
    private const int GuildsPerPage = 200, RolesMax = 1_000;

    // Voice channels and stages.
    private const int VoiceType = 2, StageType = 13, NewsThreadType = 10, PublicThreadType = 11, PrivateThreadType = 12;

    // "Interaction has already been acknowledged."
    private const int AlreadyAcknowledged = 40060;

    // An answer to an interaction is worth nothing after 3 s.
    private static readonly TimeSpan InteractionMax = TimeSpan.FromSeconds(2.5);

    private readonly RestClient _client = new(http, options, time, draw, logger);
    private Snowflake? _self;

    public Task<RestAnswer<GatewayAddress>> Gateway(CancellationToken cancel) => Get("gateway/bot", "gateway/bot", root =>
        Uri.TryCreate(root.Text("url"), UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"
            ? new GatewayAddress(url, (int)Math.Clamp(root.Number("shards") ?? 1, 1, 10_000), (int)Math.Clamp(root.Part("session_start_limit").Part("max_concurrency").Number() ?? 1, 1, 1_000))
            : null, cancel);

    public async Task<RestAnswer<BotIdentity>> Identity(CancellationToken cancel)
    {
        var application = await Get("applications/@me", "applications/@me", root => root.Id("id") is { } id ? new Application(id, root.IsTrue("bot_public")) : null, cancel);
        if (application is not RestAnswer<Application>.Ok ok)
            return Other<Application, BotIdentity>(application);
        return await Get("users/@me", "users/@me",
            root => root.Id("id") is { } user ? new BotIdentity(user, ok.Value.Id, root.Text("username") ?? user.ToString(), ok.Value.IsPublic) : null, cancel);
    }

    public Task<RestAnswer<Nothing>> RegisterCommands(Snowflake application, Snowflake? guild, string commandsJson, CancellationToken cancel)
    {
        var path = guild is { } id ? $"applications/{application}/guilds/{id}/commands" : $"applications/{application}/commands";
        return _client.Ask<Nothing>(new RestCall(HttpMethod.Put, path, $"PUT {path}", Encoding.UTF8.GetBytes(commandsJson)), _ => default, cancel);
    }

    public async Task<RestAnswer<Nothing>> Respond(Interaction interaction, InteractionReply reply, CancellationToken cancel)
    {
        var path = $"interactions/{interaction.Id}/{interaction.Token}/callback";
        var answer = await _client.Ask<Nothing>(
            new RestCall(HttpMethod.Post, path, $"POST interactions/{interaction.Id}/callback", MessageJson.Reply(reply))
            {
                IsInteraction = true,
                IsRepeatable = true,
                AnswerWithin = InteractionMax,
                Attachments = (reply as InteractionReply.Message)?.Body.Attachments ?? [],
            },
            _ => default, cancel);
        // The first try did arrive, and only its answer was lost.
        return answer is RestAnswer<Nothing>.Refused { Code: AlreadyAcknowledged } ? new RestAnswer<Nothing>.Ok(default) : answer;
    }

    public Task<RestAnswer<Nothing>> EditResponse(Interaction interaction, OutgoingMessage message, CancellationToken cancel) => _client.Ask<Nothing>(
        new RestCall(HttpMethod.Patch, $"webhooks/{interaction.Application}/{interaction.Token}/messages/@original", $"PATCH webhooks/{interaction.Id}/messages", MessageJson.Message(message))
        {
            IsInteraction = true,
            Attachments = message.Attachments,
        },
        _ => default, cancel);

    public Task<RestAnswer<Snowflake>> SendMessage(Snowflake channel, OutgoingMessage message, CancellationToken cancel) => Value(_client.Ask<Found>(
        new RestCall(HttpMethod.Post, $"channels/{channel}/messages", $"POST channels/{channel}/messages", MessageJson.Message(message)) { Attachments = message.Attachments },
        root => root.Id("id") is { } id ? new Found(id) : null, cancel));

    public Task<RestAnswer<Nothing>> EditMessage(Snowflake channel, Snowflake message, OutgoingMessage replacement, CancellationToken cancel) => _client.Ask<Nothing>(
        new RestCall(HttpMethod.Patch, $"channels/{channel}/messages/{message}", $"PATCH channels/{channel}/messages", MessageJson.Message(replacement)) { Attachments = replacement.Attachments },
        _ => default, cancel);

    public Task<RestAnswer<Nothing>> SetNickname(Snowflake guild, string? nickname, CancellationToken cancel) =>
        _client.Ask<Nothing>(new RestCall(HttpMethod.Patch, $"guilds/{guild}/members/@me", $"PATCH guilds/{guild}/members/@me", MessageJson.Nickname(nickname)), _ => default, cancel);

    public async Task<RestAnswer<string?>> Nickname(Snowflake guild, CancellationToken cancel)
    {
        var member = await OwnMember(guild, cancel);
        return member is RestAnswer<OwnMembership>.Ok ok ? new RestAnswer<string?>.Ok(ok.Value.Nickname) : Other<OwnMembership, string?>(member);
    }

    public Task<RestAnswer<ChannelFacts>> Channel(Snowflake channel, CancellationToken cancel) => Get($"channels/{channel}", $"channels/{channel}", root =>
        root.Id("id") is { } id ? new ChannelFacts(id, root.Id("guild_id"), root.Text("name") ?? id.ToString(), root.Number("type") is VoiceType or StageType) : null, cancel);

    public async Task<RestAnswer<ulong>> PermissionsIn(Snowflake guild, Snowflake channel, CancellationToken cancel)
    {
        var member = await OwnMember(guild, cancel);
        if (member is not RestAnswer<OwnMembership>.Ok own)
            return Other<OwnMembership, ulong>(member);
        var guildAnswer = await Get($"guilds/{guild}", $"guilds/{guild}", Kept, cancel);
        if (guildAnswer is not RestAnswer<Json>.Ok guildObject)
            return Other<Json, ulong>(guildAnswer);
        var channelAnswer = await Get($"channels/{channel}", $"channels/{channel}", Kept, cancel);
        // A thread has the overwrites of the channel it hangs on.
        if (channelAnswer is RestAnswer<Json>.Ok { Value.Root: var thread } && thread.Number("type") is NewsThreadType or PublicThreadType or PrivateThreadType && thread.Id("parent_id") is { } parent)
            channelAnswer = await Get($"channels/{parent}", $"channels/{parent}", Kept, cancel);
        if (channelAnswer is not RestAnswer<Json>.Ok channelObject)
            return Other<Json, ulong>(channelAnswer);
        return new RestAnswer<ulong>.Ok(Permissions.In(guildObject.Value.Root, channelObject.Value.Root, guild, own.Value.User, own.Value.Roles));
    }

    public Task<RestAnswer<IReadOnlyList<GuildFacts>>> Guilds(Snowflake? after, CancellationToken cancel) =>
        Get<IReadOnlyList<GuildFacts>>($"users/@me/guilds?limit={GuildsPerPage}{(after is { } id ? $"&after={id}" : "")}", "users/@me/guilds", root =>
            root.ValueKind == JsonValueKind.Array
                ? [.. ((JsonElement?)root).Items(GuildsPerPage).Where(guild => guild.Id("id") is not null).Select(guild => new GuildFacts(
                    guild.Id("id")!.Value, guild.Text("name") ?? "", ulong.TryParse(guild.Text("permissions"), NumberStyles.None, CultureInfo.InvariantCulture, out var may) ? may : null))]
                : null, cancel);

    private sealed record Application(Snowflake Id, bool IsPublic);

    private sealed record Found(Snowflake Id);

    private sealed record Json(JsonElement Root);

    private sealed record OwnMembership(Snowflake User, string? Nickname, IReadOnlySet<Snowflake> Roles);

    private static Json? Kept(JsonElement root) => root.ValueKind == JsonValueKind.Object ? new Json(root.Clone()) : null;

    private async Task<RestAnswer<OwnMembership>> OwnMember(Snowflake guild, CancellationToken cancel)
    {
        if (_self is not { } self)
        {
            var user = await Get("users/@me", "users/@me", root => root.Id("id") is { } id ? new Found(id) : null, cancel);
            if (user is not RestAnswer<Found>.Ok ok)
                return Other<Found, OwnMembership>(user);
            _self = self = ok.Value.Id;
        }

        return await Get($"guilds/{guild}/members/{self}", $"guilds/{guild}/members", root => root.ValueKind != JsonValueKind.Object ? null
            : new OwnMembership(self, root.Text("nick"), root.Items("roles", RolesMax).Select(role => ((JsonElement?)role).Id()).OfType<Snowflake>().ToHashSet()), cancel);
    }

    private Task<RestAnswer<T>> Get<T>(string path, string route, Func<JsonElement, T?> read, CancellationToken cancel) where T : class =>
        _client.Ask(new RestCall(HttpMethod.Get, path, $"GET {route}"), read, cancel);

    private static async Task<RestAnswer<Snowflake>> Value(Task<RestAnswer<Found>> asked)
    {
        var answer = await asked;
        return answer is RestAnswer<Found>.Ok ok ? new RestAnswer<Snowflake>.Ok(ok.Value.Id) : Other<Found, Snowflake>(answer);
    }

    private static RestAnswer<TTo> Other<TFrom, TTo>(RestAnswer<TFrom> answer) => answer is RestAnswer<TFrom>.Refused no
        ? new RestAnswer<TTo>.Refused(no.Status, no.Code, no.Message)
        : new RestAnswer<TTo>.Unknown((answer as RestAnswer<TFrom>.Unknown)?.Cause ?? "");
}
