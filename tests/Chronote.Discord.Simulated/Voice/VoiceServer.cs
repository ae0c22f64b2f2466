using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Dave;
using Chronote.Discord.Simulated.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>One voice server: the voice gateway v8 over TLS on a port of its own, and a UDP socket. Everything in it happens under one lock.</summary>
internal sealed class VoiceServer : IAsyncDisposable
{
    private readonly SimulatedDiscord discord;
    private readonly WebApplication app;
    private readonly CancellationTokenSource ended = new();
    private readonly Dictionary<(ulong Guild, ulong User), VoiceAdmission> admissions = [];
    private readonly Dictionary<ulong, VoiceCall> calls = [];
    private readonly HashSet<ulong> refusesResume = [];
    private readonly Task forwarding;

    private VoiceServer(SimulatedDiscord discord, WebApplication app)
    {
        (this.discord, this.app) = (discord, app);
        Udp = new UdpForwarder(this, discord);
        forwarding = Udp.Run(ended.Token);
    }

    public Lock Gate { get; } = new();

    /// <summary>As VOICE_SERVER_UPDATE names it: host and port, without a scheme.</summary>
    public string Endpoint { get; private set; } = "";

    public UdpForwarder Udp { get; }

    public IEnumerable<VoiceCall> Calls => calls.Values;

    public Dictionary<ulong, SpeakingTroubles> Speaking { get; } = [];

    public static async Task<VoiceServer> Start(SimulatedDiscord discord)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(discord.Authority.Server);
            }));
        var app = builder.Build();
        var server = new VoiceServer(discord, app);
        app.UseWebSockets();
        app.Run(server.Accept);
        await app.StartAsync();
        server.Endpoint = "localhost:" + new Uri(app.Urls.Single()).Port;
        return server;
    }

    public void Admit(VoiceAdmission admission)
    {
        lock (Gate) admissions[(admission.Guild, admission.User)] = admission;
    }

    /// <summary>Ends a user's session in a guild, whatever its client thinks.</summary>
    /// <param name="code">With which its connection is closed; null leaves the connection alone.</param>
    public void Dismiss(ulong guild, ulong user, int? code)
    {
        lock (Gate)
        {
            admissions.Remove((guild, user));
            foreach (var call in calls.Values)
                if (call.Of(user) is { } session && session.Admission.Guild == guild) End(call, session, code);
        }
    }

    /// <summary>Does something to the live session of a user; nothing when there is none.</summary>
    public bool With(ulong user, Action<VoiceCall, VoiceSession> act)
    {
        lock (Gate)
        {
            if (Find(user) is not { } found) return false;
            act(found.Call, found.Session);
            return true;
        }
    }

    public void RefuseResume(ulong user)
    {
        lock (Gate) refusesResume.Add(user);
    }

    public T Read<T>(Func<VoiceServer, T> read)
    {
        lock (Gate) return read(this);
    }

    public VoiceCall? Call(ulong channel) => calls.GetValueOrDefault(channel);

    public (VoiceCall Call, VoiceSession Session)? Find(ulong user)
    {
        foreach (var call in calls.Values)
            if (call.Of(user) is { } session) return (call, session);
        return null;
    }

    public void End(VoiceCall call, VoiceSession session, int? code)
    {
        Udp.Forget(session);
        if (code is { } close) session.Line?.Close(close, "Closed by the server.");
        session.Line = null;
        call.Exit(session);
        session.Dispose();
        if (call.Sessions.Count == 0 && calls.Remove(call.Channel)) call.Dispose();
        discord.Bulletin.Changed();
    }

    /// <summary>Runs something under the lock after a while.</summary>
    public void Later(TimeSpan wait, Action act) => _ = Wait(wait, act);

    /// <summary>Takes sessions out whose client did not come back.</summary>
    public IReadOnlyList<VoiceAdmission> Expire(DateTimeOffset now)
    {
        lock (Gate)
        {
            var gone = calls.Values.SelectMany(call => call.Sessions.Where(session => session.Line is null && session.ExpiresAt <= now).Select(session => (call, session))).ToList();
            foreach (var (call, session) in gone) End(call, session, null);
            return [.. gone.Select(pair => pair.session.Admission)];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        lock (Gate)
            foreach (var session in calls.Values.SelectMany(call => call.Sessions)) session.Line?.Abort();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), discord.Options.Time);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
        await forwarding;
        lock (Gate)
            foreach (var call in calls.Values) call.Dispose();
    }

    private async Task Wait(TimeSpan wait, Action act)
    {
        try
        {
            await Task.Delay(wait, discord.Options.Time, ended.Token);
            lock (Gate) act();
            discord.Bulletin.Changed();
        }
        catch (OperationCanceledException)
        {
            // The server ended first.
        }
    }

    private async Task Accept(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest || http.Request.Query["v"] != "8")
        {
            http.Response.StatusCode = 400;
            return;
        }
        var line = new SocketLine(await http.WebSockets.AcceptWebSocketAsync(), discord.Options.Time);
        line.Text(new JsonObject { ["op"] = 8, ["d"] = new JsonObject { ["v"] = 8, ["heartbeat_interval"] = discord.Options.VoiceHeartbeatInterval.TotalMilliseconds } }.ToJsonString());
        var conversation = new VoiceConversation(this, discord, line);
        var code = await line.Run((body, isBinary) =>
        {
            lock (Gate) conversation.Heard(body, isBinary);
            discord.Bulletin.Changed();
        });
        lock (Gate)
        {
            if (conversation.Session is { } session && session.Line == line)
            {
                session.Line = null;
                // Good-bye, or a broken connection that may come back.
                session.ExpiresAt = discord.Options.Time.GetUtcNow() + (code is 1000 or 1001 ? TimeSpan.Zero : discord.Options.ResumeWindow);
            }
        }
        discord.Bulletin.Changed();
    }

    /// <summary>A client has shown what it was given: it becomes a session of its call.</summary>
    internal VoiceSession? Identify(SocketLine line, JsonElement data)
    {
        var user = ulong.Parse(data.GetProperty("user_id").GetString()!);
        var guild = ulong.Parse(data.GetProperty("server_id").GetString()!);
        if (!admissions.TryGetValue((guild, user), out var admission) || data.GetProperty("session_id").GetString() != admission.Session)
        {
            line.Close(4006, "Session no longer valid.");
            return null;
        }
        if (data.GetProperty("token").GetString() != admission.Token)
        {
            line.Close(4004, "Authentication failed.");
            return null;
        }
        var version = data.TryGetProperty("max_dave_protocol_version", out var offered) ? offered.GetInt32() : 0;
        if (version == 0 && discord.Options.DaveRequired && discord.Options.DaveVersion > 0)
        {
            line.Close(4017, "E2EE/DAVE protocol required.");
            return null;
        }
        if (Find(user) is { } old) End(old.Call, old.Session, 4006);
        if (!calls.TryGetValue(admission.Channel, out var call)) calls[admission.Channel] = call = NewCall(admission.Channel, version);
        else if (version == 0 && call.Dave.Version > 0) call.Dave.Downgrade();
        var session = new VoiceSession(admission, discord.RandomSsrc(), discord.Options.FirstVoiceSeq) { Line = line, Path = discord.Voice.Path(user) };
        session.Json(2, new JsonObject
        {
            ["ssrc"] = session.Ssrc, ["ip"] = "127.0.0.1", ["port"] = Udp.Port, ["modes"] = new JsonArray([.. discord.Options.TransportModes.Select(mode => (JsonNode?)mode)]),
            ["experiments"] = new JsonArray(), ["heartbeat_interval"] = 1,
        }, isNumbered: false);
        Udp.Know(call, session);
        call.Enter(session);
        foreach (var other in call.Others(session).Where(other => other.Speaking is not null && !Speaking.ContainsKey(other.User))) session.Json(5, VoiceCall.Speaking(other));
        if (discord.Options.ExternalSenderEarly(user) && call.Dave.Version > 0) call.Dave.AnnounceSenderEarly(session);
        return session;
    }

    internal VoiceSession? Resume(SocketLine line, JsonElement data)
    {
        var id = data.GetProperty("session_id").GetString();
        var session = calls.Values.SelectMany(call => call.Sessions).FirstOrDefault(session => session.Admission.Session == id && session.Admission.Token == data.GetProperty("token").GetString());
        var seqAck = data.TryGetProperty("seq_ack", out var ack) && ack.ValueKind == JsonValueKind.Number ? ack.GetInt32() : -1;
        if (session is null || refusesResume.Remove(session.User))
        {
            if (session is not null) End(Find(session.User)!.Value.Call, session, null);
            line.Close(4006, "Session no longer valid.");
            return null;
        }
        session.Line?.Abort();
        session.Line = line;
        session.LastAcknowledged = seqAck;
        session.Json(9, null, isNumbered: false);
        if (session.Replay(seqAck)) return session;
        discord.Complain($"{session.User} resumes with seq_ack {seqAck}, which was never sent.");
        session.Line = null;
        line.Close(4006, "Session no longer valid.");
        return null;
    }

    private VoiceCall NewCall(ulong channel, int offered) =>
        new(channel, new DaveCall(channel, Math.Min(offered, discord.Options.DaveVersion), discord.Options.TransitionTimeout, Later, discord.Complain));
}
