using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Sockets;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>One connection to the voice gateway: what its client says, taken in the order of the protocol. Under the server's lock.</summary>
internal sealed class VoiceConversation(VoiceServer server, SimulatedDiscord discord, SocketLine line)
{
    public VoiceSession? Session { get; private set; }

    public void Heard(byte[] body, bool isBinary)
    {
        // A session may have been ended, or be continued on another connection.
        if (Session is not null && Session.Line != line) return;
        try
        {
            if (isBinary) Binary(body);
            else Json(JsonDocument.Parse(body).RootElement);
        }
        catch (InvalidDataException wrong)
        {
            discord.Complain($"{Session?.User}: {wrong.Message}");
            line.Close(4020, "Bad request.");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            discord.Complain($"{Session?.User} sent what can't be read: {wrong.Message}");
            line.Close(4002, "Failed to decode payload.");
        }
    }

    private void Json(JsonElement message)
    {
        var op = message.GetProperty("op").GetInt32();
        var data = message.TryGetProperty("d", out var d) ? d : default;
        switch (op)
        {
            case 0 when Session is null:
                Session = server.Identify(line, data);
                return;
            case 7 when Session is null:
                Session = server.Resume(line, data);
                return;
            case 3:
                Beat(data);
                return;
            case 0 or 7:
                line.Close(4005, "Already authenticated.");
                return;
        }
        if (Session is not { } session || server.Find(session.User) is not { } found)
        {
            line.Close(4003, "Not authenticated.");
            return;
        }
        switch (op)
        {
            case 1: Select(found.Call, session, data); break;
            case 5: Speak(found.Call, session, data); break;
            case 12: break;
            case 23: found.Call.Dave.OnReady(session, data.GetProperty("transition_id").GetInt32()); break;
            case 31: found.Call.Dave.OnInvalid(session, data.GetProperty("transition_id").GetInt32()); break;
            default:
                discord.Complain($"{session.User} sent op {op}.");
                line.Close(4001, "Unknown opcode.");
                break;
        }
    }

    private void Binary(byte[] body)
    {
        if (Session is not { } session || server.Find(session.User) is not { } found)
        {
            line.Close(4003, "Not authenticated.");
            return;
        }
        if (body.Length == 0) throw new InvalidDataException("An empty binary message.");
        switch (body[0])
        {
            case 26: found.Call.Dave.OnKeyPackage(session, body.AsSpan(1)); break;
            case 28: found.Call.Dave.OnCommit(session, body.AsSpan(1)); break;
            default: throw new InvalidDataException($"Binary op {body[0]}.");
        }
    }

    private void Beat(JsonElement data)
    {
        if (Session is not null && data.TryGetProperty("seq_ack", out var ack)) Session.LastAcknowledged = ack.GetInt32();
        line.Text(new JsonObject { ["op"] = 6, ["d"] = new JsonObject { ["t"] = JsonNode.Parse(data.GetProperty("t").GetRawText()) } }.ToJsonString());
    }

    private void Select(VoiceCall call, VoiceSession session, JsonElement data)
    {
        var choice = data.GetProperty("data");
        var mode = choice.GetProperty("mode").GetString()!;
        if (data.GetProperty("protocol").GetString() != "udp" || !discord.Options.TransportModes.Contains(mode))
        {
            line.Close(data.GetProperty("protocol").GetString() == "udp" ? 4016 : 4012, "Unknown protocol or mode.");
            return;
        }
        session.Address = new IPEndPoint(IPAddress.Parse(choice.GetProperty("address").GetString()!), choice.GetProperty("port").GetInt32());
        var key = session.Select(mode);
        session.Json(4, new JsonObject
        {
            ["mode"] = mode, ["secret_key"] = new JsonArray([.. key.Select(part => (JsonNode?)(int)part)]), ["dave_protocol_version"] = call.Dave.Version, ["audio_codec"] = "opus",
            ["video_codec"] = "H264", ["media_session_id"] = session.Admission.Session,
        });
        call.Dave.Connected(session);
    }

    private void Speak(VoiceCall call, VoiceSession session, JsonElement data)
    {
        session.Speaking = data.GetProperty("speaking").GetInt32();
        if (data.GetProperty("ssrc").GetUInt32() != session.Ssrc) discord.Complain($"{session.User} speaks under an ssrc that it was not given.");
        var troubles = server.Speaking.GetValueOrDefault(session.User);
        if (troubles?.IsLost == true) return;
        if (troubles is null) Tell();
        else server.Later(troubles.Delay, Tell);

        void Tell()
        {
            foreach (var other in call.Others(session)) other.Json(5, VoiceCall.Speaking(session));
        }
    }
}
