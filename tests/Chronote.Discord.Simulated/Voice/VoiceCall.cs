using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Dave;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>The sessions in one channel, and what they hear of each other. Guarded by the server's lock.</summary>
internal sealed class VoiceCall(ulong channel, DaveCall dave) : IDisposable
{
    private readonly Dictionary<ulong, VoiceSession> sessions = [];

    public ulong Channel { get; } = channel;

    public DaveCall Dave { get; } = dave;

    public IReadOnlyCollection<VoiceSession> Sessions => sessions.Values;

    public VoiceSession? Of(ulong user) => sessions.GetValueOrDefault(user);

    public IEnumerable<VoiceSession> Others(VoiceSession session) => sessions.Values.Where(other => other != session);

    /// <summary>
    /// Op 11 tells each side of the other before any proposal can name it, and a newcomer who of those already there has spoken under which ssrc.
    /// Op 18 and op 20 are undocumented, and sent because Discord sends them.
    /// </summary>
    public void Enter(VoiceSession session)
    {
        sessions[session.User] = session;
        var others = Others(session).ToList();
        if (others.Count > 0) session.Json(11, new JsonObject { ["user_ids"] = Payloads.Array(others.Select(other => (JsonNode?)Payloads.Id(other.User))) });
        foreach (var other in others)
        {
            session.Json(18, new JsonObject { ["user_id"] = Payloads.Id(other.User), ["flags"] = 2 });
            session.Json(20, new JsonObject { ["user_id"] = Payloads.Id(other.User), ["platform"] = 0 });
            other.Json(11, new JsonObject { ["user_ids"] = new JsonArray(Payloads.Id(session.User)) });
            other.Json(18, new JsonObject { ["user_id"] = Payloads.Id(session.User), ["flags"] = 2 });
            other.Json(20, new JsonObject { ["user_id"] = Payloads.Id(session.User), ["platform"] = 0 });
        }
    }

    public void Exit(VoiceSession session)
    {
        if (sessions.GetValueOrDefault(session.User) != session) return;
        sessions.Remove(session.User);
        foreach (var other in sessions.Values) other.Json(13, new JsonObject { ["user_id"] = Payloads.Id(session.User) });
        Dave.Left(session);
    }

    public static JsonObject Speaking(VoiceSession session) => new()
    {
        ["user_id"] = Payloads.Id(session.User), ["ssrc"] = session.Ssrc, ["speaking"] = session.Speaking, ["delay"] = 0,
    };

    public void Dispose()
    {
        foreach (var session in sessions.Values) session.Dispose();
        Dave.Dispose();
    }
}
