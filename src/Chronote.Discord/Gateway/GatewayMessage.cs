using System.Text.Json;

namespace Chronote.Discord.Gateway;

/// <summary>A message of the main gateway (version 10), as far as a recorder needs it.</summary>
internal abstract record GatewayMessage
{
    private const int ListMax = 20_000, CommandDepthMax = 3, OptionsMax = 50;

    public sealed record Hello(TimeSpan HeartbeatEvery) : GatewayMessage;

    /// <summary>Op 1: a heartbeat is wanted at once.</summary>
    public sealed record BeatWanted : GatewayMessage;

    public sealed record Acknowledged : GatewayMessage;

    public sealed record Reconnect : GatewayMessage;

    public sealed record InvalidSession(bool CanResume) : GatewayMessage;

    public sealed record Ready(Snowflake User, Snowflake Application, string SessionId, Uri? ResumeUrl) : GatewayMessage
    {
        public override string ToString() => $"Ready {{ User = {User} }}";
    }

    public sealed record Resumed : GatewayMessage;

    public sealed record GuildCreate(Snowflake Guild, string Name, IReadOnlyList<VoiceState> States, IReadOnlyList<VoiceMember> Members) : GatewayMessage;

    /// <param name="IsOutage">The guild is away for now; else the bot was taken out of it.</param>
    public sealed record GuildDelete(Snowflake Guild, bool IsOutage) : GatewayMessage;

    /// <param name="Member">Null where the gateway did not say who it is.</param>
    public sealed record VoiceState(Snowflake Guild, Snowflake User, Snowflake? Channel, string SessionId, VoiceMember? Member) : GatewayMessage
    {
        public override string ToString() => $"VoiceState {{ User = {User}, Channel = {Channel} }}";
    }

    public sealed record VoiceServer(Snowflake Guild, string Token, string? Endpoint) : GatewayMessage
    {
        public override string ToString() => $"VoiceServer {{ Guild = {Guild}, Endpoint = {Endpoint} }}";
    }

    public sealed record Interacted(Interaction Interaction) : GatewayMessage;

    public sealed record Ignored : GatewayMessage;

    private GatewayMessage() { }

    /// <summary>Null for what can't be read.</summary>
    /// <param name="sequence">Of a dispatch.</param>
    public static GatewayMessage? Read(ReadOnlyMemory<byte> utf8, out long? sequence)
    {
        var (message, number) = JsonReading.Read<(GatewayMessage?, long?)>(utf8, root => (Of(root), root.Number("s")));
        sequence = number;
        return message;
    }

    private static GatewayMessage? Of(JsonElement root) => root.Number("op") switch
    {
        0 => root.Part("d") is { } data ? Dispatch(root.Text("t"), data) : new Ignored(),
        1 => new BeatWanted(),
        7 => new Reconnect(),
        9 => new InvalidSession(root.IsTrue("d")),
        10 => root.Part("d") is { } d && d.Real("heartbeat_interval") is { } ms and > 0 and < 1e9 ? new Hello(TimeSpan.FromMilliseconds(ms)) : null,
        11 => new Acknowledged(),
        null => null,
        _ => new Ignored(),
    };

    private static GatewayMessage? Dispatch(string? name, JsonElement d) => name switch
    {
        "READY" => ReadReady(d),
        "RESUMED" => new Resumed(),
        "GUILD_CREATE" => d.IsTrue("unavailable") ? new Ignored() : ReadGuild(d),
        "GUILD_DELETE" => d.Id("id") is { } guild ? new GuildDelete(guild, d.IsTrue("unavailable")) : null,
        // Without a guild it is a call between two users.
        "VOICE_STATE_UPDATE" => d.Id("guild_id") is { } guild ? ReadState(guild, d) : new Ignored(),
        "VOICE_SERVER_UPDATE" => d.Id("guild_id") is { } guild && d.Text("token") is { } token ? new VoiceServer(guild, token, d.Text("endpoint")) : null,
        "INTERACTION_CREATE" => ReadInteraction(d),
        _ => new Ignored(),
    };

    private static Ready? ReadReady(JsonElement d) =>
        d.Part("user") is { } user && user.Id("id") is { } id && d.Part("application") is { } application && application.Id("id") is { } app && d.Text("session_id") is { } session
            ? new Ready(id, app, session, Uri.TryCreate(d.Text("resume_gateway_url"), UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss" ? url : null)
            : null;

    private static GuildCreate? ReadGuild(JsonElement d) => d.Id("id") is { } guild
        ? new GuildCreate(guild, d.Text("name") ?? guild.ToString(),
            [.. d.Items("voice_states", ListMax).Select(state => ReadState(guild, state)).OfType<VoiceState>()],
            [.. d.Items("members", ListMax).Select(ReadMember).OfType<VoiceMember>()])
        : null;

    private static VoiceState? ReadState(Snowflake guild, JsonElement d) => d.Id("user_id") is { } user
        ? new VoiceState(guild, user, d.Id("channel_id"), d.Text("session_id") ?? "", d.Part("member") is { } member ? ReadMember(member) : null)
        : null;

    private static VoiceMember? ReadMember(JsonElement member) => member.Part("user") is { } user && user.Id("id") is { } id
        ? new VoiceMember(id, member.Text("nick") ?? user.Text("global_name") ?? user.Text("username") ?? id.ToString(), user.IsTrue("bot"))
        : null;

    private static GatewayMessage? ReadInteraction(JsonElement d)
    {
        InteractionKind? kind = d.Number("type") switch { 2 => InteractionKind.Command, 3 => InteractionKind.Button, _ => null };
        if (kind is null)
            return new Ignored();
        if (d.Id("id") is not { } id || d.Text("token") is not { } token || d.Id("application_id") is not { } application || d.Id("guild_id") is not { } guild
            || d.Id("channel_id") is not { } channel || d.Part("member") is not { } memberData || ReadMember(memberData) is not { } member || d.Part("data") is not { } data)
            return null;
        var options = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if ((kind == InteractionKind.Button ? data.Text("custom_id") : ReadCommand(data, options)) is not { } command)
            return null;
        _ = ulong.TryParse(memberData.Text("permissions"), out var permissions);
        return new Interacted(new Interaction(id, token, application, guild, channel, member, permissions, kind.Value, command, options, d.Text("locale") ?? ""));
    }

    /// <summary>A command's name, with group and sub-command: they come as options of type 2 and 1 that hold the real ones.</summary>
    private static string? ReadCommand(JsonElement data, Dictionary<string, JsonElement> options)
    {
        var command = data.Text("name");
        var at = data;
        for (var depth = 1; depth < CommandDepthMax; depth++)
        {
            var inner = at.Items("options", OptionsMax).FirstOrDefault(option => option.Number("type") is 1 or 2);
            if (inner.ValueKind != JsonValueKind.Object)
                break;
            command = $"{command} {inner.Text("name")}";
            at = inner;
        }

        foreach (var option in at.Items("options", OptionsMax))
            if (option.Text("name") is { } name && option.Part("value") is { } value)
                options[name] = value.Clone();
        return command;
    }
}
