using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Rest;

/// <summary>What each call answers.</summary>
internal sealed class RestRoutes(SimulatedDiscord discord)
{
    private const int ContentLengthMax = 2000;
    private const int GuildsPageMax = 200;

    private readonly Dictionary<ulong, JsonArray> commands = [];

    public JsonArray? Commands(ulong? guild)
    {
        lock (discord.Gate) return commands.TryGetValue(guild ?? 0, out var registered) ? registered.DeepClone().AsArray() : null;
    }

    public RestReply Answer(string method, RestQuestion question)
    {
        lock (discord.Gate)
        {
            return (method, question.Path) switch
            {
                ("GET", ["gateway"]) => RestReply.Ok(new JsonObject { ["url"] = discord.GatewayUrl }),
                ("GET", ["gateway", "bot"]) => RestReply.Ok(GatewayBot()),
                ("GET", ["users", "@me"]) => RestReply.Ok(Payloads.User(discord.Bot)),
                ("GET", ["users", "@me", "guilds"]) => Guilds(question),
                ("GET", ["applications", "@me"] or ["oauth2", "applications", "@me"]) => RestReply.Ok(Application()),
                ("PUT", ["applications", _, "commands"]) => Register(question, 0),
                ("GET", ["applications", _, "commands"]) => RestReply.Ok(Commands(null) ?? []),
                ("PUT", ["applications", _, "guilds", _, "commands"]) => discord.Guild(question.Id(3)) is null ? RestReply.MissingAccess : Register(question, question.Id(3)),
                ("GET", ["applications", _, "guilds", _, "commands"]) => RestReply.Ok(Commands(question.Id(3)) ?? []),
                ("POST", ["interactions", _, _, "callback"]) => discord.Interactions.Callback(question),
                (_, ["webhooks", _, _, "messages", "@original"]) => discord.Interactions.Original(method, question),
                ("POST", ["webhooks", _, _]) => discord.Interactions.FollowUp(question),
                (_, ["channels", _, ..]) => discord.Channel(question.Id(1)) is { } channel ? InChannel(method, channel, question) : RestReply.UnknownChannel,
                (_, ["guilds", _, ..]) => discord.Guild(question.Id(1)) is { } guild ? InGuild(method, guild, question) : RestReply.UnknownGuild,
                _ => RestReply.Error(404, 0, "404: Not Found"),
            };
        }
    }

    private JsonObject GatewayBot() => new()
    {
        ["url"] = discord.GatewayUrl, ["shards"] = discord.Options.Shards,
        ["session_start_limit"] = new JsonObject { ["total"] = 1000, ["remaining"] = 999, ["reset_after"] = 14_400_000, ["max_concurrency"] = 1 },
    };

    private JsonObject Application() => new()
    {
        ["id"] = Payloads.Id(discord.Application), ["name"] = discord.Bot.Name, ["icon"] = null, ["description"] = "", ["summary"] = "", ["bot_public"] = discord.Options.IsPublicBot,
        ["bot_require_code_grant"] = false, ["verify_key"] = "00", ["flags"] = 0, ["bot"] = Payloads.User(discord.Bot), ["team"] = null, ["owner"] = null,
    };

    private RestReply Guilds(RestQuestion question)
    {
        var after = ulong.TryParse(question.Query.GetValueOrDefault("after"), out var id) ? id : 0;
        var limit = int.TryParse(question.Query.GetValueOrDefault("limit"), out var asked) ? Math.Clamp(asked, 1, GuildsPageMax) : GuildsPageMax;
        return RestReply.Ok(Payloads.Array(discord.Guilds.Where(guild => guild.Id > after).OrderBy(guild => guild.Id).Take(limit).Select(guild => (JsonNode?)new JsonObject
        {
            ["id"] = Payloads.Id(guild.Id), ["name"] = guild.Name, ["icon"] = null, ["owner"] = false,
            ["permissions"] = Payloads.Id((ulong)guild.PermissionsOf(discord.Bot.Id)), ["features"] = new JsonArray(),
        })));
    }

    private RestReply Register(RestQuestion question, ulong guild)
    {
        if (question.Id(1) != discord.Application) return RestReply.Error(403, 20012, "You are not authorized to perform this action on this application");
        if (question.RawBody is not JsonArray given || given.Any(node => (string?)node?["name"] is not { Length: > 0 and <= 32 })) return RestReply.Error(400, 50035, "Invalid Form Body");
        var registered = Payloads.Array(given.Select(node =>
        {
            var command = node!.DeepClone().AsObject();
            command["id"] = Payloads.Id(discord.Ids.Next());
            command["application_id"] = Payloads.Id(discord.Application);
            command["version"] = Payloads.Id(discord.Ids.Next());
            command["type"] ??= 1;
            return (JsonNode?)command;
        }));
        commands[guild] = registered;
        return RestReply.Ok(registered.DeepClone());
    }

    private RestReply InChannel(string method, SimulatedChannel channel, RestQuestion question)
    {
        var may = channel.Guild.PermissionsOf(discord.Bot.Id, channel);
        if (!may.HasFlag(Permission.ViewChannel)) return RestReply.MissingAccess;
        if (method == "GET" && question.Path.Length == 2) return RestReply.Ok(Payloads.Channel(channel));
        if (question.Path is not ["channels", _, "messages", ..]) return RestReply.Error(404, 0, "404: Not Found");
        if (question.Path.Length == 3)
        {
            if (method == "GET") return RestReply.Ok(Payloads.Array(channel.Messages.Reverse().Take(50).Select(message => (JsonNode?)Payloads.Message(message, discord.Bot))));
            return method == "POST" ? Post(channel, may, question) : RestReply.Error(405, 0, "405: Method Not Allowed");
        }
        if (channel.Messages.FirstOrDefault(message => message.Id == question.Id(3)) is not { } found) return RestReply.UnknownMessage;
        if (method == "PATCH" && IsTooLong(question.Body)) return RestReply.Error(400, 50035, "Invalid Form Body");
        if (method == "PATCH") Interactions.Fill(found, question.Body, question.Files);
        if (method == "DELETE") found.IsDeleted = true;
        return method == "DELETE" ? RestReply.Nothing : RestReply.Ok(Payloads.Message(found, discord.Bot));
    }

    private RestReply Post(SimulatedChannel channel, Permission may, RestQuestion question)
    {
        if (!may.HasFlag(Permission.SendMessages) || (question.Files.Count > 0 && !may.HasFlag(Permission.AttachFiles))) return RestReply.MissingPermissions;
        if (IsTooLong(question.Body)) return RestReply.Error(400, 50035, "Invalid Form Body");
        if (question.Body["content"] is null && question.Files.Count == 0 && question.Body["embeds"] is null) return RestReply.Error(400, 50006, "Cannot send an empty message");
        var message = new SimulatedMessage(discord.Ids.Next(), channel.Id, isEphemeral: false);
        Interactions.Fill(message, question.Body, question.Files, isNew: true);
        channel.Post(message);
        return RestReply.Ok(Payloads.Message(message, discord.Bot));
    }

    private static bool IsTooLong(JsonObject body) => ((string?)body["content"])?.Length > ContentLengthMax;

    private RestReply InGuild(string method, SimulatedGuild guild, RestQuestion question) => (method, question.Path) switch
    {
        ("GET", [_, _]) => RestReply.Ok(Payloads.Guild(guild)),
        ("GET", [_, _, "channels"]) => RestReply.Ok(Payloads.Array(guild.Channels.Select(channel => (JsonNode?)Payloads.Channel(channel)))),
        ("GET", [_, _, "roles"]) => RestReply.Ok(Payloads.Array(guild.Roles.Select((role, index) => (JsonNode?)Payloads.Role(role, index)))),
        ("GET", [_, _, "members", _]) => guild.Member(question.Id(3)) is { } member ? RestReply.Ok(Payloads.Member(member)) : RestReply.UnknownMember,
        ("PATCH", [_, _, "members", "@me"]) => Rename(guild, question),
        ("GET", [_, _, "voice-states", "@me"]) => VoiceState(guild, discord.Bot.Id),
        ("GET", [_, _, "voice-states", _]) => VoiceState(guild, question.Id(3)),
        _ => RestReply.Error(404, 0, "404: Not Found"),
    };

    private RestReply Rename(SimulatedGuild guild, RestQuestion question)
    {
        if (!guild.PermissionsOf(discord.Bot.Id).HasFlag(Permission.ChangeNickname)) return RestReply.MissingPermissions;
        var nickname = (string?)question.Body["nick"];
        if (nickname?.Length > 32) return RestReply.Error(400, 50035, "Invalid Form Body");
        guild.BotMember.Nickname = nickname is "" ? null : nickname;
        return RestReply.Ok(Payloads.Member(guild.BotMember));
    }

    private static RestReply VoiceState(SimulatedGuild guild, ulong user) =>
        guild.VoiceStateOf(user) is { } state ? RestReply.Ok(Payloads.VoiceState(guild, state)) : RestReply.Error(404, 10065, "Unknown Voice State");
}
