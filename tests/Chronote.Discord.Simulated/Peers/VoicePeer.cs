using System.Text.Json;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>One person with an unpatched @discordjs/voice client.</summary>
public sealed class VoicePeer
{
    private const int LogLinesMax = 2000;

    private readonly SimulatedDiscord discord;
    private readonly NodeProcess node;
    private readonly Lock guard = new();
    private readonly Dictionary<ulong, List<byte[]>> heard = [];
    private readonly Dictionary<ulong, uint> known = [];
    private readonly List<string> problems = [];
    private readonly Queue<string> log = [];

    internal VoicePeer(SimulatedDiscord discord, NodeProcess node, SimulatedUser user, SimulatedChannel channel)
    {
        (this.discord, this.node, User, Guild) = (discord, node, user, channel.Guild);
    }

    public SimulatedUser User { get; }

    public SimulatedGuild Guild { get; }

    /// <summary>signalling, connecting, ready, disconnected or destroyed.</summary>
    public string Status { get; private set; } = "";

    /// <summary>The code of the last close that it did not resume from.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>What members compare; null while the client has no group.</summary>
    public string? PrivacyCode { get; private set; }

    /// <summary>How many times the privacy code was another one.</summary>
    public int PrivacyCodes { get; private set; }

    /// <summary>The player has something to send.</summary>
    public bool IsPlaying { get; private set; }

    public IReadOnlyList<string> Problems => Locked(() => problems.ToList());

    public IReadOnlyList<string> Log => Locked(() => log.ToList());

    /// <summary>What it heard of somebody it listens to, decrypted, in order of arrival. Silence frames are left out.</summary>
    public IReadOnlyList<byte[]> Heard(ulong from) => Locked(() => heard.GetValueOrDefault(from)?.ToList() ?? []);

    /// <summary>The ssrc under which it knows somebody; null while it does not. It drops packets from ssrcs that it does not know.</summary>
    public uint? Knows(ulong user) => Locked(() => known.TryGetValue(user, out var ssrc) ? ssrc : (uint?)null);

    /// <summary>Sends Speaking without audio, so that the others know its ssrc before its first packet comes.</summary>
    public Task Announce() => node.Ask("announce", new { user = Id });

    public Task Connected(TimeSpan? limit = null) => discord.Until(() => HasNotFailed() && Status == "ready", $"{User.Name} is connected (it is {Status})", limit);

    /// <summary>Listens to somebody, now and after every move.</summary>
    public Task Listen(ulong to) => node.Ask("listen", new { user = Id, to = Payloads.Id(to) });

    /// <summary>Begins to send Opus packets of 20 ms, one each 20 ms, then five of silence.</summary>
    public async Task Play(IEnumerable<byte[]> packets)
    {
        IsPlaying = true;
        await node.Ask("play", new { user = Id, packets = packets.Select(Convert.ToBase64String).ToArray() });
    }

    /// <summary>The same with an Ogg Opus file, whose packets must be of 20 ms.</summary>
    public async Task PlayFile(string path)
    {
        IsPlaying = true;
        await node.Ask("playFile", new { user = Id, path = Path.GetFullPath(path) });
    }

    public Task Stop() => node.Ask("stop", new { user = Id });

    /// <summary>Waits until everything was sent.</summary>
    public Task Played(TimeSpan? limit = null) => discord.Until(() => HasNotFailed() && !IsPlaying, $"{User.Name} has played all", limit ?? TimeSpan.FromSeconds(30));

    public Task Leave() => node.Ask("leave", new { user = Id });

    internal void Told(JsonElement news)
    {
        lock (guard)
        {
            switch (news.GetProperty("told").GetString())
            {
                case "state":
                    Status = news.GetProperty("status").GetString()!;
                    break;
                case "closed":
                    CloseCode = news.GetProperty("code").GetInt32();
                    break;
                case "code":
                    PrivacyCode = news.GetProperty("code").GetString() is { Length: > 0 } code ? code : null;
                    if (PrivacyCode is not null) PrivacyCodes++;
                    break;
                case "knows":
                    known[ulong.Parse(news.GetProperty("of").GetString()!)] = news.GetProperty("ssrc").GetUInt32();
                    break;
                case "player":
                    IsPlaying = news.GetProperty("status").GetString() != "idle";
                    break;
                case "error":
                    problems.Add(news.GetProperty("error").GetString()!);
                    break;
                case "debug":
                    log.Enqueue(news.GetProperty("line").GetString()!);
                    if (log.Count > LogLinesMax) log.Dequeue();
                    break;
                case "heard":
                    Hear(ulong.Parse(news.GetProperty("from").GetString()!), news.GetProperty("packets"));
                    break;
            }
        }
    }

    internal void Ended() => Status = "ended";

    private string Id => Payloads.Id(User.Id);

    private void Hear(ulong from, JsonElement packets)
    {
        if (!heard.TryGetValue(from, out var all)) heard[from] = all = [];
        all.AddRange(packets.EnumerateArray().Select(packet => packet.GetBytesFromBase64()).Where(packet => packet is not [0xf8, 0xff, 0xfe]));
    }

    // The whole process ends when a client throws where nobody catches: say so at once instead of waiting.
    private bool HasNotFailed() => Status != "ended" ? true : throw new InvalidOperationException($"The clients' process has ended:\n{node.Errors}");

    private T Locked<T>(Func<T> read)
    {
        lock (guard) return read();
    }
}
