using System.Text.Json.Nodes;

namespace Chronote.Discord.Simulated.World;

/// <summary>A text or voice channel of a guild.</summary>
public sealed class SimulatedChannel(SimulatedGuild guild, ulong id, string name, bool isVoice)
{
    private readonly List<SimulatedMessage> messages = [];

    public SimulatedGuild Guild { get; } = guild;
    public ulong Id { get; } = id;
    public string Name { get; } = name;
    public bool IsVoice { get; } = isVoice;

    /// <summary>How many members fit in; 0 is any number. Who finds it full gets no answer to op 4, unless it may move members.</summary>
    public int UserLimit { get; set; }

    public List<Overwrite> Overwrites { get; } = [];

    /// <summary>Messages posted so far, oldest first, those deleted left out. A copy.</summary>
    public IReadOnlyList<SimulatedMessage> Messages
    {
        get
        {
            lock (messages) return [.. messages.Where(message => !message.IsDeleted)];
        }
    }

    internal void Post(SimulatedMessage message)
    {
        lock (messages) messages.Add(message);
    }
}

/// <summary>A message as a client of Discord would see it now.</summary>
public sealed class SimulatedMessage(ulong id, ulong channel, bool isEphemeral)
{
    public ulong Id { get; } = id;
    public ulong Channel { get; } = channel;
    public bool IsEphemeral { get; } = isEphemeral;

    public string Content { get; internal set; } = "";

    /// <summary>Rows of buttons, as sent.</summary>
    public JsonArray Components { get; internal set; } = [];

    public IReadOnlyList<SimulatedFile> Files { get; internal set; } = [];

    /// <summary>Everything that was sent for it, as sent.</summary>
    public JsonObject Sent { get; internal set; } = [];

    public int Edits { get; internal set; }
    public bool IsDeleted { get; internal set; }
}

public sealed record SimulatedFile(string Name, string MediaType, byte[] Body);
