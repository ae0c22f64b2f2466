using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Rest;

/// <summary>Makes interactions, and takes what the bot answers to them. Guarded by the simulator's gate.</summary>
internal sealed class Interactions(SimulatedDiscord discord)
{
    private const int Ephemeral = 64;

    private readonly Dictionary<string, SimulatedInteraction> byToken = [];

    public SimulatedInteraction Command(SimulatedUser user, SimulatedChannel channel, string command, IEnumerable<(string Name, object Value)> options, JsonArray? registered)
    {
        var words = command.Split(' ');
        var definition = registered?.FirstOrDefault(node => (string?)node?["name"] == words[0]);
        if (registered is not null && definition is null) throw new ArgumentException($"The bot has registered no command /{words[0]}.");
        foreach (var word in words.Skip(1))
        {
            var inner = definition?["options"]?.AsArray().FirstOrDefault(node => (string?)node?["name"] == word);
            if (registered is not null && inner is null) throw new ArgumentException($"The bot has registered no /{command}.");
            definition = inner;
        }
        var leaf = Payloads.Array(options.Select(option => (JsonNode?)Option(definition, command, option)));
        for (var depth = words.Length - 1; depth > 0; depth--)
            leaf = [new JsonObject { ["name"] = words[depth], ["type"] = depth == words.Length - 1 ? 1 : 2, ["options"] = leaf }];
        var data = new JsonObject { ["id"] = Payloads.Id(discord.Ids.Next()), ["name"] = words[0], ["type"] = 1, ["guild_id"] = Payloads.Id(channel.Guild.Id), ["options"] = leaf };
        return Create(user, channel, 2, data, null);
    }

    public SimulatedInteraction Press(SimulatedUser user, SimulatedMessage message, string customId, SimulatedChannel channel) =>
        Create(user, channel, 3, new JsonObject { ["custom_id"] = customId, ["component_type"] = 2, ["id"] = 1 }, message);

    public RestReply Callback(RestQuestion question)
    {
        if (!byToken.TryGetValue(question.Path[2], out var interaction) || question.Id(1) != interaction.Id) return RestReply.UnknownInteraction;
        var took = discord.Options.Time.GetUtcNow() - interaction.CreatedAt;
        if (took > SimulatedInteraction.AnswerTimeMax) return RestReply.UnknownInteraction;
        if (interaction.AnswerType is not null) return RestReply.Error(400, 40060, "Interaction has already been acknowledged.");
        if ((int?)question.Body["type"] is not { } type || type is not (4 or 5 or 6 or 7)) return RestReply.Error(400, 50035, "Invalid Form Body");
        interaction.IsEphemeral = ((int?)question.Body["data"]?["flags"] & Ephemeral) > 0;
        if (type == 4) interaction.Message = New(interaction, question.Body["data"]!.AsObject(), question.Files, interaction.IsEphemeral);
        if (type == 7 && interaction.Pressed is { } pressed) Fill(pressed, question.Body["data"]!.AsObject(), question.Files);
        if (type is 6 or 7) interaction.Message = interaction.Pressed;
        interaction.AnswerTime = took;
        interaction.AnswerType = type;
        if (question.Query.GetValueOrDefault("with_response") != "true") return RestReply.Nothing;
        var resource = new JsonObject { ["type"] = type };
        if (interaction.Message is { } message) resource["message"] = Payloads.Message(message, discord.Bot);
        return RestReply.Ok(new JsonObject { ["interaction"] = new JsonObject { ["id"] = Payloads.Id(interaction.Id), ["type"] = 2 }, ["resource"] = resource });
    }

    public RestReply Original(string method, RestQuestion question)
    {
        if (Live(question) is not { AnswerType: not null } interaction) return RestReply.UnknownWebhook;
        switch (method)
        {
            case "GET": return interaction.Message is null ? RestReply.UnknownMessage : RestReply.Ok(Payloads.Message(interaction.Message, discord.Bot));
            case "PATCH":
                if (interaction.Message is null) interaction.Message = New(interaction, question.Body, question.Files, interaction.IsEphemeral);
                else Fill(interaction.Message, question.Body, question.Files);
                return RestReply.Ok(Payloads.Message(interaction.Message, discord.Bot));
            case "DELETE" when interaction.Message is not null:
                interaction.Message.IsDeleted = true;
                return RestReply.Nothing;
            default: return RestReply.UnknownMessage;
        }
    }

    public RestReply FollowUp(RestQuestion question)
    {
        if (Live(question) is not { AnswerType: not null } interaction) return RestReply.UnknownWebhook;
        var message = New(interaction, question.Body, question.Files, ((int?)question.Body["flags"] & Ephemeral) > 0);
        // The first one takes the place of "thinking".
        if (interaction.Message is null) interaction.Message = message;
        else interaction.FollowUp(message);
        return RestReply.Ok(Payloads.Message(message, discord.Bot));
    }

    public static void Fill(SimulatedMessage message, JsonObject body, IReadOnlyList<SimulatedFile> files, bool isNew = false)
    {
        if (body["content"] is { } content) message.Content = (string)content!;
        if (body["components"] is JsonArray components) message.Components = components.DeepClone().AsArray();
        if (files.Count > 0) message.Files = files;
        message.Sent = body.DeepClone().AsObject();
        if (!isNew) message.Edits++;
    }

    private SimulatedInteraction? Live(RestQuestion question) =>
        byToken.TryGetValue(question.Path[2], out var interaction) && question.Id(1) == discord.Application
        && discord.Options.Time.GetUtcNow() - interaction.CreatedAt <= SimulatedInteraction.TokenLifetime ? interaction : null;

    private SimulatedMessage New(SimulatedInteraction interaction, JsonObject body, IReadOnlyList<SimulatedFile> files, bool isEphemeral)
    {
        var message = new SimulatedMessage(discord.Ids.Next(), interaction.Channel.Id, isEphemeral);
        Fill(message, body, files, isNew: true);
        if (!isEphemeral) interaction.Channel.Post(message);
        return message;
    }

    private SimulatedInteraction Create(SimulatedUser user, SimulatedChannel channel, int type, JsonObject data, SimulatedMessage? pressed)
    {
        var guild = channel.Guild;
        var interaction = new SimulatedInteraction(discord, discord.Ids.Next(), "interaction-" + discord.RandomHex(32), channel, user, pressed);
        byToken[interaction.Token] = interaction;
        var member = Payloads.Member(guild.Member(user.Id) ?? throw new ArgumentException($"{user.Name} is no member of {guild.Name}."));
        member["permissions"] = Payloads.Id((ulong)guild.PermissionsOf(user.Id, channel));
        var payload = new JsonObject
        {
            ["id"] = Payloads.Id(interaction.Id), ["application_id"] = Payloads.Id(discord.Application), ["type"] = type, ["token"] = interaction.Token, ["version"] = 1,
            ["guild_id"] = Payloads.Id(guild.Id), ["guild"] = new JsonObject { ["id"] = Payloads.Id(guild.Id), ["locale"] = "en-US", ["features"] = new JsonArray() },
            ["channel_id"] = Payloads.Id(channel.Id), ["channel"] = Payloads.Channel(channel), ["guild_locale"] = "en-US", ["locale"] = "en-US", ["member"] = member, ["data"] = data,
            ["app_permissions"] = Payloads.Id((ulong)guild.PermissionsOf(discord.Bot.Id, channel)), ["entitlements"] = new JsonArray(), ["authorizing_integration_owners"] = new JsonObject(),
            ["context"] = 0, ["attachment_size_limit"] = 10485760,
        };
        if (pressed is not null) payload["message"] = Payloads.Message(pressed, discord.Bot);
        discord.Gateway.Dispatch(guild.Id, "INTERACTION_CREATE", payload);
        return interaction;
    }

    private static JsonObject Option(JsonNode? definition, string command, (string Name, object Value) option)
    {
        var registered = definition?["options"]?.AsArray().FirstOrDefault(node => (string?)node?["name"] == option.Name);
        if (definition is not null && registered is null) throw new ArgumentException($"/{command} has no option '{option.Name}'.");
        JsonNode value = option.Value switch
        {
            string text => text,
            bool flag => flag,
            int number => number,
            long number => number,
            double number => number,
            SimulatedUser user => Payloads.Id(user.Id),
            SimulatedChannel channel => Payloads.Id(channel.Id),
            SimulatedRole role => Payloads.Id(role.Id),
            var other => throw new ArgumentException($"An option can't be {other}."),
        };
        var inferred = option.Value switch { bool => 5, int or long => 4, double => 10, SimulatedUser => 6, SimulatedChannel => 7, SimulatedRole => 8, _ => 3 };
        return new JsonObject { ["name"] = option.Name, ["type"] = (int?)registered?["type"] ?? inferred, ["value"] = value };
    }
}
