using System.Globalization;
using System.Text.Json.Nodes;

namespace Chronote.Discord.Simulated.World;

/// <summary>The JSON objects of Discord's API v10, as far as clients of voice and commands look at them.</summary>
internal static class Payloads
{
    private const string Joined = "2024-01-01T00:00:00.000000+00:00";

    public static string Id(ulong id) => id.ToString(CultureInfo.InvariantCulture);

    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    public static JsonObject User(SimulatedUser user) => new()
    {
        ["id"] = Id(user.Id), ["username"] = user.Name, ["discriminator"] = user.IsBot ? "0000" : "0", ["global_name"] = user.DisplayName, ["avatar"] = null, ["bot"] = user.IsBot,
        ["public_flags"] = 0,
    };

    public static JsonObject Member(SimulatedMember member) => new()
    {
        ["user"] = User(member.User), ["nick"] = member.Nickname, ["avatar"] = null, ["roles"] = Array(member.Roles.Select(role => (JsonNode?)Id(role))), ["joined_at"] = Joined,
        ["deaf"] = false, ["mute"] = false, ["flags"] = 0, ["pending"] = false,
    };

    public static JsonObject Role(SimulatedRole role, int position) => new()
    {
        ["id"] = Id(role.Id), ["name"] = role.Name, ["color"] = 0, ["hoist"] = false, ["position"] = position, ["permissions"] = Id((ulong)role.Permissions), ["managed"] = false,
        ["mentionable"] = false, ["flags"] = 0,
    };

    public static JsonObject Channel(SimulatedChannel channel) => new()
    {
        ["id"] = Id(channel.Id), ["type"] = channel.IsVoice ? 2 : 0, ["guild_id"] = Id(channel.Guild.Id), ["name"] = channel.Name, ["position"] = 0, ["parent_id"] = null, ["nsfw"] = false,
        ["topic"] = null, ["bitrate"] = channel.IsVoice ? 64000 : null, ["user_limit"] = channel.IsVoice ? channel.UserLimit : null, ["rtc_region"] = null,
        ["permission_overwrites"] = Array(channel.Overwrites.Select(overwrite => (JsonNode?)new JsonObject
        {
            ["id"] = Id(overwrite.Target), ["type"] = overwrite.IsRole ? 0 : 1, ["allow"] = Id((ulong)overwrite.Allow), ["deny"] = Id((ulong)overwrite.Deny),
        })),
    };

    public static JsonObject VoiceState(SimulatedGuild guild, VoiceState state, bool withMember = true)
    {
        var payload = new JsonObject
        {
            ["guild_id"] = Id(guild.Id), ["channel_id"] = state.Channel is { } channel ? Id(channel) : null, ["user_id"] = Id(state.User), ["session_id"] = state.Session,
            ["deaf"] = false, ["mute"] = false, ["self_deaf"] = state.SelfDeaf, ["self_mute"] = state.SelfMute, ["self_video"] = false, ["suppress"] = false,
            ["request_to_speak_timestamp"] = null,
        };
        if (withMember && guild.Member(state.User) is { } member) payload["member"] = Member(member);
        return payload;
    }

    public static JsonObject Guild(SimulatedGuild guild) => new()
    {
        ["id"] = Id(guild.Id), ["name"] = guild.Name, ["icon"] = null, ["splash"] = null, ["owner_id"] = Id(guild.Owner.Id), ["afk_channel_id"] = null, ["afk_timeout"] = 300,
        ["verification_level"] = 0, ["default_message_notifications"] = 0, ["explicit_content_filter"] = 0, ["features"] = new JsonArray(), ["mfa_level"] = 0, ["application_id"] = null,
        ["system_channel_id"] = null, ["system_channel_flags"] = 0, ["rules_channel_id"] = null, ["vanity_url_code"] = null, ["description"] = null, ["banner"] = null, ["premium_tier"] = 0,
        ["preferred_locale"] = "en-US", ["nsfw_level"] = 0, ["premium_progress_bar_enabled"] = false, ["emojis"] = new JsonArray(), ["stickers"] = new JsonArray(),
        ["roles"] = Array(guild.Roles.Select((role, index) => (JsonNode?)Role(role, index))),
    };

    /// <summary>GUILD_CREATE: the guild with its channels, those members who are in voice, and the bot.</summary>
    public static JsonObject GuildCreate(SimulatedGuild guild)
    {
        var payload = Guild(guild);
        var states = guild.VoiceStates;
        payload["joined_at"] = Joined;
        payload["large"] = false;
        payload["unavailable"] = false;
        payload["member_count"] = guild.Members.Count;
        payload["voice_states"] = Array(states.Select(state => (JsonNode?)VoiceState(guild, state, withMember: false)));
        payload["members"] = Array(guild.Members.Where(member => member == guild.BotMember || states.Any(state => state.User == member.User.Id)).Select(member => (JsonNode?)Member(member)));
        payload["channels"] = Array(guild.Channels.Select(channel => (JsonNode?)Channel(channel)));
        foreach (var empty in (string[])["threads", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"]) payload[empty] = new JsonArray();
        return payload;
    }

    public static JsonObject Message(SimulatedMessage message, SimulatedUser author) => new()
    {
        ["id"] = Id(message.Id), ["channel_id"] = Id(message.Channel), ["author"] = User(author), ["content"] = message.Content, ["timestamp"] = Joined,
        ["edited_timestamp"] = message.Edits > 0 ? Joined : null, ["tts"] = false, ["mention_everyone"] = false, ["mentions"] = new JsonArray(), ["mention_roles"] = new JsonArray(),
        ["attachments"] = Array(message.Files.Select((file, index) => (JsonNode?)new JsonObject
        {
            ["id"] = Id((ulong)index + 1), ["filename"] = file.Name, ["size"] = file.Body.Length, ["content_type"] = file.MediaType, ["url"] = "https://cdn.invalid/" + file.Name,
            ["proxy_url"] = "https://cdn.invalid/" + file.Name,
        })),
        ["embeds"] = new JsonArray(), ["pinned"] = false, ["type"] = 0, ["flags"] = message.IsEphemeral ? 64 : 0, ["components"] = message.Components.DeepClone(),
    };
}
