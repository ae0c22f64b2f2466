using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Sockets;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Gateway;

/// <summary>The main gateway v10 over WebSocket, with JSON and without compression. What tests do to it is in its public methods.</summary>
public sealed class MainGateway
{
    private readonly SimulatedDiscord discord;
    private readonly Dictionary<string, GatewaySession> sessions = [];
    private readonly List<GatewayIdentify> identifies = [];
    private readonly Queue<int> refusals = [];
    private bool answersBeats = true;
    private int resumes;

    internal MainGateway(SimulatedDiscord discord) => this.discord = discord;

    /// <summary>Every op 2 so far.</summary>
    public IReadOnlyList<GatewayIdentify> Identifies => Locked(() => identifies.ToList());

    /// <summary>Resumes that succeeded.</summary>
    public int Resumes => Locked(() => resumes);

    /// <summary>Sessions with a live connection.</summary>
    public int Connected => Locked(() => sessions.Values.Count(session => session.Line is not null));

    /// <summary>Cuts every connection without a close code; sessions can be resumed.</summary>
    public void Drop() => Each(session => session.Line?.Abort());

    /// <summary>Closes every connection with a code; 4004, 4007, 4009 and 4010-4014 end the session too.</summary>
    public void Close(int code) => Each(session => Close(session, code));

    /// <summary>Op 7.</summary>
    public void AskToReconnect() => Each(session => Send(session.Line, 7, null));

    /// <summary>Op 9; not resumable also ends the session, and the bot's voice with it.</summary>
    public void Invalidate(bool isResumable) => Each(session =>
    {
        Send(session.Line, 9, isResumable);
        if (!isResumable) End(session);
    });

    /// <summary>Op 1 from the server, to be answered at once.</summary>
    public void AskForHeartbeat() => Each(session => Send(session.Line, 1, null));

    /// <summary>Whether op 1 is answered with op 11.</summary>
    public void AnswerHeartbeats(bool answers) => Locked(() => answersBeats = answers);

    /// <summary>The next connections are closed with these codes as soon as they identify or resume; 9 is op 9 with false.</summary>
    public void RefuseNext(params int[] codes) => Locked(() =>
    {
        foreach (var code in codes) refusals.Enqueue(code);
        return 0;
    });

    /// <summary>Any dispatch, to every session that covers the guild.</summary>
    public void Dispatch(ulong guild, string name, JsonNode data)
    {
        lock (discord.Gate)
            foreach (var session in sessions.Values.Where(session => session.Covers(guild))) session.Dispatch(name, data);
        discord.Bulletin.Changed();
    }

    /// <summary>One connection from Hello to its end.</summary>
    internal async Task Serve(SocketLine line)
    {
        GatewaySession? session = null;
        Send(line, 10, new JsonObject { ["heartbeat_interval"] = (int)discord.Options.HeartbeatInterval.TotalMilliseconds });
        var code = await line.Run((body, _) =>
        {
            lock (discord.Gate) session = Heard(line, session, JsonDocument.Parse(body).RootElement);
            discord.Bulletin.Changed();
        });
        lock (discord.Gate)
        {
            if (session is null || session.Line != line) return;
            session.Line = null;
            // A client that closes with 1000 or 1001 says good-bye for good.
            if (code is 1000 or 1001) End(session);
            else session.ExpiresAt = discord.Options.Time.GetUtcNow() + discord.Options.ResumeWindow;
        }
        discord.Bulletin.Changed();
    }

    /// <summary>Forgets sessions whose time to resume is over.</summary>
    internal void Expire(DateTimeOffset now) => Each(session =>
    {
        if (session.Line is null && session.ExpiresAt <= now) End(session);
    });

    private GatewaySession? Heard(SocketLine line, GatewaySession? session, JsonElement message)
    {
        var data = message.TryGetProperty("d", out var d) ? d : default;
        switch (message.GetProperty("op").GetInt32())
        {
            case 1:
                if (answersBeats) Send(line, 11, null);
                return session;
            case 2 when session is null: return Refused(line) ? null : Identify(line, data);
            case 6 when session is null: return Refused(line) ? null : Resume(line, data);
            case 2 or 6:
                line.Close(4005, "Already authenticated.");
                return session;
            case 4 when session is not null:
                discord.Voice.BotAsks(data);
                return session;
            default:
                line.Close(session is null ? 4003 : 4001, "Not now.");
                return session;
        }
    }

    private bool Refused(SocketLine line)
    {
        if (!refusals.TryDequeue(out var code)) return false;
        if (code == 9) Send(line, 9, false);
        else line.Close(code, "Refused by the test.");
        return true;
    }

    private GatewaySession? Identify(SocketLine line, JsonElement data)
    {
        var intents = data.GetProperty("intents").GetInt32();
        var (shard, shards) = data.TryGetProperty("shard", out var given) ? (given[0].GetInt32(), given[1].GetInt32()) : (0, 1);
        identifies.Add(new GatewayIdentify(intents, shard, shards, discord.Options.Time.GetTimestamp()));
        if (data.GetProperty("token").GetString() is not { } token || token.Replace("Bot ", "") != discord.Token)
        {
            line.Close(4004, "Authentication failed.");
            return null;
        }
        if (shard >= shards)
        {
            line.Close(4010, "Invalid shard.");
            return null;
        }
        var session = new GatewaySession(discord.RandomHex(16), shard, shards, intents) { Line = line };
        sessions[session.Id] = session;
        var guilds = discord.Guilds.Where(guild => session.Covers(guild.Id)).ToList();
        session.Dispatch("READY", new JsonObject
        {
            ["v"] = 10, ["user"] = Payloads.User(discord.Bot), ["session_id"] = session.Id, ["session_type"] = "normal", ["resume_gateway_url"] = discord.GatewayUrl,
            ["guilds"] = Payloads.Array(guilds.Select(guild => (JsonNode?)new JsonObject { ["id"] = Payloads.Id(guild.Id), ["unavailable"] = true })),
            ["application"] = new JsonObject { ["id"] = Payloads.Id(discord.Application), ["flags"] = 0 }, ["shard"] = new JsonArray(shard, shards),
            ["private_channels"] = new JsonArray(), ["relationships"] = new JsonArray(), ["user_settings"] = new JsonObject(), ["presences"] = new JsonArray(),
        });
        foreach (var guild in guilds) session.Dispatch("GUILD_CREATE", Payloads.GuildCreate(guild));
        return session;
    }

    private GatewaySession? Resume(SocketLine line, JsonElement data)
    {
        if (!sessions.TryGetValue(data.GetProperty("session_id").GetString() ?? "", out var session))
        {
            Send(line, 9, false);
            return null;
        }
        session.Line?.Abort();
        session.Line = line;
        if (!session.Replay(data.GetProperty("seq").GetInt32()))
        {
            session.Line = null;
            Send(line, 9, false);
            End(session);
            return null;
        }
        session.Dispatch("RESUMED", new JsonObject());
        resumes++;
        return session;
    }

    private void Close(GatewaySession session, int code)
    {
        session.Line?.Close(code, "Closed by the test.");
        if (code is 4004 or 4007 or 4009 or (>= 4010 and <= 4014)) End(session);
    }

    // Voice belongs to the gateway session that asked for it.
    private void End(GatewaySession session)
    {
        sessions.Remove(session.Id);
        foreach (var guild in discord.Guilds.Where(guild => session.Covers(guild.Id) && !sessions.Values.Any(other => other.Covers(guild.Id)))) discord.Voice.LeaveQuietly(guild, discord.Bot.Id);
    }

    private void Each(Action<GatewaySession> act)
    {
        lock (discord.Gate)
            foreach (var session in sessions.Values.ToList()) act(session);
        discord.Bulletin.Changed();
    }

    private static void Send(SocketLine? line, int op, JsonNode? data) => line?.Text(new JsonObject { ["op"] = op, ["d"] = data, ["s"] = null, ["t"] = null }.ToJsonString());

    private T Locked<T>(Func<T> read)
    {
        lock (discord.Gate) return read();
    }
}

/// <param name="At">By <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record GatewayIdentify(int Intents, int Shard, int Shards, long At);
