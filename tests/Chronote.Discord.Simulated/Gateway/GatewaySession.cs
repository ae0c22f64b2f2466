using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Sockets;

namespace Chronote.Discord.Simulated.Gateway;

/// <summary>One identified session of the bot at the main gateway: its numbered dispatches outlive the connection, for resuming.</summary>
internal sealed class GatewaySession(string id, int shard, int shards, int intents)
{
    /// <summary>How many dispatches can be replayed.</summary>
    private const int KeptMax = 10_000;

    private readonly Queue<(int Seq, string Text)> kept = [];
    private int lastSeq;

    public string Id { get; } = id;
    public int Shard { get; } = shard;
    public int Intents { get; } = intents;

    /// <summary>Null while disconnected.</summary>
    public SocketLine? Line { get; set; }

    /// <summary>When a disconnected session is forgotten.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public bool Covers(ulong guild) => (int)((guild >> 22) % (ulong)shards) == Shard;

    public void Dispatch(string name, JsonNode data)
    {
        var text = new JsonObject { ["op"] = 0, ["s"] = ++lastSeq, ["t"] = name, ["d"] = data.DeepClone() }.ToJsonString();
        kept.Enqueue((lastSeq, text));
        if (kept.Count > KeptMax) kept.Dequeue();
        Line?.Text(text);
    }

    /// <summary>Sends again what came after a number.</summary>
    /// <returns>False when that is no longer known.</returns>
    public bool Replay(int after)
    {
        if (after > lastSeq || (kept.TryPeek(out var oldest) && after < oldest.Seq - 1)) return false;
        foreach (var (seq, text) in kept)
            if (seq > after) Line?.Text(text);
        return true;
    }
}
