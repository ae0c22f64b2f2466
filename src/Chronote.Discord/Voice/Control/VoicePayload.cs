using System.Text.Json;

namespace Chronote.Discord.Voice.Control;

/// <summary>What we send to the voice gateway. Ids are written as text, numbers as numbers.</summary>
internal static class VoicePayload
{
    public static byte[] Identify(VoiceTicket ticket, Snowflake user) => Write(VoiceOpcode.Identify, d =>
    {
        d.WriteString("server_id", ticket.Guild.ToString());
        d.WriteString("user_id", user.ToString());
        d.WriteString("session_id", ticket.SessionId);
        d.WriteString("token", ticket.Token);
        d.WriteNumber("max_dave_protocol_version", VoiceLimits.DaveVersionMax);
    });

    public static byte[] Resume(VoiceTicket ticket, int sequence) => Write(VoiceOpcode.Resume, d =>
    {
        d.WriteString("server_id", ticket.Guild.ToString());
        d.WriteString("session_id", ticket.SessionId);
        d.WriteString("token", ticket.Token);
        d.WriteNumber("seq_ack", sequence);
    });

    public static byte[] SelectProtocol(string address, int port, string mode) => Write(VoiceOpcode.SelectProtocol, d =>
    {
        d.WriteString("protocol", "udp");
        d.WriteStartObject("data");
        d.WriteString("address", address);
        d.WriteNumber("port", port);
        d.WriteString("mode", mode);
        d.WriteEndObject();
    });

    public static byte[] Heartbeat(long nonce, int sequence) => Write(VoiceOpcode.Heartbeat, d =>
    {
        d.WriteNumber("t", nonce);
        d.WriteNumber("seq_ack", sequence);
    });

    public static byte[] Speaking(uint ssrc, bool isSpeaking) => Write(VoiceOpcode.Speaking, d =>
    {
        d.WriteNumber("speaking", isSpeaking ? 1 : 0);
        d.WriteNumber("delay", 0);
        d.WriteNumber("ssrc", ssrc);
    });

    public static byte[] TransitionReady(ushort transition) => Write(VoiceOpcode.TransitionReady, d => d.WriteNumber("transition_id", transition));

    public static byte[] InvalidCommitWelcome(ushort transition) => Write(VoiceOpcode.InvalidCommitWelcome, d => d.WriteNumber("transition_id", transition));

    /// <summary>A binary message of ours has no number: <c>u8 opcode | payload</c>.</summary>
    public static byte[] Binary(VoiceOpcode opcode, byte[] payload) => [(byte)opcode, .. payload];

    private static byte[] Write(VoiceOpcode opcode, Action<Utf8JsonWriter> data)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("op", (int)opcode);
            json.WriteStartObject("d");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
