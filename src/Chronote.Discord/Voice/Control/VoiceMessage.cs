using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Voice.Control;

/// <summary>A JSON message of the voice gateway. What a later version adds, and what no one documented, is <see cref="Ignored"/>.</summary>
internal abstract record VoiceMessage
{
    private const int ModesMax = 32;

    public sealed record Hello(TimeSpan HeartbeatEvery) : VoiceMessage;

    public sealed record Ready(uint Ssrc, IPEndPoint Server, IReadOnlyList<string> Modes) : VoiceMessage;

    public sealed record SessionDescription(string Mode, byte[] Key, int DaveVersion) : VoiceMessage;

    /// <summary>Op 5, and op 12 where it names an audio ssrc.</summary>
    public sealed record Speaking(Snowflake User, uint Ssrc) : VoiceMessage;

    public sealed record HeartbeatAck : VoiceMessage;

    public sealed record Resumed : VoiceMessage;

    public sealed record ClientsConnect(IReadOnlyList<Snowflake> Users) : VoiceMessage;

    public sealed record ClientDisconnect(Snowflake User) : VoiceMessage;

    public sealed record PrepareTransition(int DaveVersion, ushort Transition) : VoiceMessage;

    public sealed record ExecuteTransition(ushort Transition) : VoiceMessage;

    public sealed record PrepareEpoch(int DaveVersion, ulong Epoch) : VoiceMessage;

    public sealed record Ignored : VoiceMessage;

    private VoiceMessage() { }

    /// <summary>Null for what can't be read.</summary>
    /// <param name="sequence">The number of a numbered message.</param>
    public static VoiceMessage? Read(ReadOnlyMemory<byte> utf8, out int? sequence)
    {
        var (message, number) = JsonReading.Read<(VoiceMessage?, int?)>(utf8, root =>
            (root.Number("op") is { } op ? Of(op, root.Part("d")) : null, root.Number("seq") is { } seq and >= 0 and <= ushort.MaxValue ? (int)seq : null));
        sequence = number;
        return message;
    }

    /// <summary>A binary message: <c>u16 sequence | u8 opcode | payload</c>.</summary>
    public static bool TryReadBinary(ReadOnlySpan<byte> message, out ushort sequence, out VoiceOpcode opcode, out ReadOnlySpan<byte> payload)
    {
        sequence = 0;
        opcode = default;
        payload = default;
        if (message.Length < 3)
            return false;
        sequence = BinaryPrimitives.ReadUInt16BigEndian(message);
        opcode = (VoiceOpcode)message[2];
        payload = message[3..];
        return true;
    }

    private static VoiceMessage? Of(long op, JsonElement? data)
    {
        var d = data ?? default;
        return (VoiceOpcode)(op is >= 0 and <= byte.MaxValue ? op : byte.MaxValue) switch
        {
            VoiceOpcode.Hello => d.Real("heartbeat_interval") is { } ms and > 0 and < 1e9 ? new Hello(TimeSpan.FromMilliseconds(ms)) : null,
            VoiceOpcode.Ready => ReadReady(d),
            VoiceOpcode.SessionDescription => ReadDescription(d),
            VoiceOpcode.Speaking => d.Id("user_id") is { } user && SsrcOf(d, "ssrc") is { } ssrc ? new Speaking(user, ssrc) : null,
            VoiceOpcode.HeartbeatAck => new HeartbeatAck(),
            VoiceOpcode.Resumed => new Resumed(),
            VoiceOpcode.ClientsConnect => new ClientsConnect([.. d.Items("user_ids", VoiceLimits.UsersMax).Select(item => ((JsonElement?)item).Id()).OfType<Snowflake>()]),
            VoiceOpcode.ClientVideo => d.Id("user_id") is { } user && SsrcOf(d, "audio_ssrc") is { } ssrc and not 0 ? new Speaking(user, ssrc) : new Ignored(),
            VoiceOpcode.ClientDisconnect => d.Id("user_id") is { } user ? new ClientDisconnect(user) : null,
            VoiceOpcode.PrepareTransition => VersionOf(d) is { } version && TransitionOf(d) is { } transition ? new PrepareTransition(version, transition) : null,
            VoiceOpcode.ExecuteTransition => TransitionOf(d) is { } transition ? new ExecuteTransition(transition) : null,
            VoiceOpcode.PrepareEpoch => VersionOf(d) is { } version && d.Number("epoch") is { } epoch and >= 0 ? new PrepareEpoch(version, (ulong)epoch) : null,
            _ => new Ignored(),
        };
    }

    private static Ready? ReadReady(JsonElement d) =>
        SsrcOf(d, "ssrc") is { } ssrc && IPAddress.TryParse(d.Text("ip"), out var address) && d.Number("port") is { } port and > 0 and <= ushort.MaxValue
            ? new Ready(ssrc, new IPEndPoint(address, (int)port), [.. d.Items("modes", ModesMax).Select(mode => ((JsonElement?)mode).Text()).OfType<string>()])
            : null;

    private static SessionDescription? ReadDescription(JsonElement d)
    {
        if (d.Text("mode") is not { } mode)
            return null;
        var key = new byte[TransportCipher.KeyBytes];
        var bytes = 0;
        foreach (var item in d.Items("secret_key", TransportCipher.KeyBytes + 1))
        {
            if (bytes == key.Length || ((JsonElement?)item).Number() is not (>= 0 and <= byte.MaxValue and var value))
                return null;
            key[bytes++] = (byte)value;
        }

        return bytes == key.Length ? new SessionDescription(mode, key, VersionOf(d, "dave_protocol_version") ?? 0) : null;
    }

    private static uint? SsrcOf(JsonElement d, string name) => d.Number(name) is { } ssrc and >= 0 and <= uint.MaxValue ? (uint)ssrc : null;

    private static int? VersionOf(JsonElement d, string name = "protocol_version") => d.Number(name) is { } version and >= 0 and <= ushort.MaxValue ? (int)version : null;

    private static ushort? TransitionOf(JsonElement d) => d.Number("transition_id") is { } transition and >= 0 and <= ushort.MaxValue ? (ushort)transition : null;
}
