using System.Text;
using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Tests.Voice;

/// <summary>A voice session told by hand: what it wants done comes out as lines.</summary>
internal sealed class VoiceScript
{
    public const string Hello = """{"op":8,"d":{"v":8,"heartbeat_interval":10000}}""";

    public static readonly VoiceTicket Ticket = new(new(100), new(200), "sid", "secret-token", "voice.example:443");

    public VoiceScript(VoiceTimings? timings = null)
    {
        Members = new CallMembers(new(1));
        Protocol = new VoiceProtocol(Ticket, Members, Dave, timings ?? new VoiceTimings(), () => 0.5);
    }

    public ToyDave Dave { get; } = new();

    public CallMembers Members { get; }

    public VoiceProtocol Protocol { get; }

    public TimeSpan Now { get; set; }

    public static string Ready(params string[] modes) =>
        $$$"""{"op":2,"d":{"ssrc":9,"ip":"203.0.113.1","port":5000,"modes":[{{{string.Join(',', modes.Select(mode => $"\"{mode}\""))}}}]}}""";

    public static string Description(int dave = 1, string mode = "aead_aes256_gcm_rtpsize") =>
        $$$"""{"op":4,"d":{"mode":"{{{mode}}}","secret_key":[{{{string.Join(',', Enumerable.Range(0, 32))}}}],"dave_protocol_version":{{{dave}}}}}""";

    /// <summary>A session that is connected.</summary>
    public static VoiceScript Connected(int dave = 1, VoiceTimings? timings = null)
    {
        var script = new VoiceScript(timings);
        script.Protocol.Begin(script.Now);
        script.Protocol.Opened(script.Now);
        script.Text(Hello);
        script.Text(Ready("aead_xchacha20_poly1305_rtpsize", "aead_aes256_gcm_rtpsize"));
        script.Protocol.Datagram(AddressDiscoveryTests.Answer("198.51.100.9", 40_000), script.Now);
        script.Text(Description(dave));
        script.Protocol.Take();
        return script;
    }

    public IReadOnlyList<string> Text(string json)
    {
        Protocol.Text(Encoding.UTF8.GetBytes(json), Now);
        return Take();
    }

    public IReadOnlyList<string> Binary(int sequence, VoiceOpcode opcode, params byte[] payload)
    {
        Protocol.Binary([(byte)(sequence >> 8), (byte)sequence, (byte)opcode, .. payload], Now);
        return Take();
    }

    public IReadOnlyList<string> Closed(int? code)
    {
        Protocol.Closed(code, Now);
        return Take();
    }

    /// <summary>Lets time pass, stopping wherever the session wants to be woken.</summary>
    public IReadOnlyList<string> Wait(TimeSpan time)
    {
        var until = Now + time;
        var said = new List<string>();
        while (Protocol.Due is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            Protocol.Tick(Now);
            said.AddRange(Take());
        }

        Now = until;
        return said;
    }

    public IReadOnlyList<string> Take() => [.. Protocol.Take().Select(Say)];

    private static string Say(VoiceAction action) => action switch
    {
        VoiceAction.SendText text => Encoding.UTF8.GetString(text.Message),
        VoiceAction.SendBinary binary => $"binary {Convert.ToHexStringLower(binary.Message)}",
        VoiceAction.SendDatagram datagram => $"datagram {datagram.Datagram.Length}",
        VoiceAction.Secure secure => $"secure {secure.Mode}",
        VoiceAction.Connect connect => $"connect after {connect.After.TotalMilliseconds} ms",
        VoiceAction.Over over => $"over {over.Cause.Reaction} {(over.Cause.Reaction == VoiceReaction.End ? over.Cause.End : over.Cause.Meaning)}",
        VoiceAction.Tell tell => $"tell {tell.Event}",
        VoiceAction.OpenSocket open => $"socket {open.Server}",
        VoiceAction.Close close => $"close {close.Code}",
        VoiceAction.Note => "note",
        VoiceAction.KeysChanged => "keys",
        VoiceAction.Running => "running",
        VoiceAction.SendSilence => "silence",
        VoiceAction.Named named => $"named {named.Ssrc} {named.User}",
        VoiceAction.Left left => $"left {left.User}",
        _ => action.ToString(),
    };
}
