using System.Text.Json;

namespace Chronote.Discord.Gateway;

/// <summary>What we send to the main gateway.</summary>
internal static class GatewayPayload
{
    public static byte[] Heartbeat(long? sequence) => Write(1, json =>
    {
        if (sequence is { } number)
            json.WriteNumber("d", number);
        else
            json.WriteNull("d");
    });

    public static byte[] Identify(string token, int shard, int shards) => Write(2, json =>
    {
        json.WriteStartObject("d");
        json.WriteString("token", token);
        json.WriteNumber("intents", GatewayLimits.Intents);
        json.WriteStartObject("properties");
        json.WriteString("os", "linux");
        json.WriteString("browser", "chronote");
        json.WriteString("device", "chronote");
        json.WriteEndObject();
        json.WriteStartArray("shard");
        json.WriteNumberValue(shard);
        json.WriteNumberValue(shards);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Op 4. Mute, since we say nothing; not deaf, or nothing would be heard.</summary>
    public static byte[] VoiceState(Snowflake guild, Snowflake? channel) => Write(4, json =>
    {
        json.WriteStartObject("d");
        json.WriteString("guild_id", guild.ToString());
        if (channel is { } id)
            json.WriteString("channel_id", id.ToString());
        else
            json.WriteNull("channel_id");
        json.WriteBoolean("self_mute", true);
        json.WriteBoolean("self_deaf", false);
        json.WriteEndObject();
    });

    public static byte[] Resume(string token, string session, long sequence) => Write(6, json =>
    {
        json.WriteStartObject("d");
        json.WriteString("token", token);
        json.WriteString("session_id", session);
        json.WriteNumber("seq", sequence);
        json.WriteEndObject();
    });

    private static byte[] Write(int op, Action<Utf8JsonWriter> data)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("op", op);
            data(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
