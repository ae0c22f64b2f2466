using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.Dave;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>What a test does to voice, and what it can know of it. Users are named by id; a user has one voice session at a time.</summary>
public sealed class VoiceControl
{
    private readonly SimulatedDiscord discord;
    private readonly VoiceDesk desk;
    private readonly Dictionary<ulong, PathTroubles> paths = [];

    internal VoiceControl(SimulatedDiscord discord)
    {
        this.discord = discord;
        desk = new VoiceDesk(discord);
    }

    internal VoiceDesk Desk => desk;

    /// <summary>Every frame that was accepted from a sender, in order: the truth that recordings are compared with.</summary>
    public IReadOnlyList<HeardFrame> Heard(ulong? user = null) =>
        [.. desk.Servers.SelectMany(server => server.Read(at => at.Udp.Heard.Where(frame => user is null || frame.User == user).ToList())).OrderBy(frame => frame.Arrived)];

    /// <summary>The troubles of the way to one receiver; theirs for all sessions to come, too.</summary>
    public PathTroubles Path(ulong receiver)
    {
        lock (paths) return paths.TryGetValue(receiver, out var path) ? path : paths[receiver] = new PathTroubles();
    }

    /// <summary>Holds every packet to a receiver back, and lets them go in one burst.</summary>
    public void Stall(ulong receiver, TimeSpan length) => Path(receiver).StallUntil = discord.Options.Time.GetUtcNow() + length;

    /// <summary>What happens to a speaker's op 5; null for nothing.</summary>
    public void Speaking(ulong speaker, SpeakingTroubles? troubles) => Each(server =>
    {
        if (troubles is null) server.Speaking.Remove(speaker);
        else server.Speaking[speaker] = troubles;
    });

    /// <summary>Breaks a user's connection to the voice gateway without a close code; its session waits for a resume.</summary>
    public bool Drop(ulong user) => With(user, (_, session) => session.Line?.Abort());

    /// <summary>Closes a user's connection with a code. 4015 leaves the session to be resumed; every other code ends it.</summary>
    public bool Close(ulong user, int code) => With(user, (call, session) =>
    {
        if (code == 4015) session.Line?.Close(code, "Voice server crashed.");
        else Server(session).End(call, session, code);
    });

    /// <summary>The user's next resume is refused with 4006.</summary>
    public void RefuseResume(ulong user) => Each(server => server.RefuseResume(user));

    /// <summary>This many discovery requests get no answer.</summary>
    public void LoseDiscoveries(int count) => Each(server => server.Udp.DiscoveriesToLose = count);

    /// <summary>Disconnects a user: 4014, then VOICE_STATE_UPDATE without a channel.</summary>
    public void Kick(SimulatedGuild guild, ulong user) => Put(guild, user, null);

    /// <summary>Terminates a call: 4022 for everybody, and nobody is in the channel any more.</summary>
    public void EndCall(SimulatedChannel channel)
    {
        lock (discord.Gate) desk.EndCall(channel.Guild, channel.Id);
        discord.Bulletin.Changed();
    }

    /// <summary>Puts a user into a channel, as a moderator moves somebody; a user without a voice client is just seen there.</summary>
    public void Put(SimulatedGuild guild, ulong user, SimulatedChannel? channel)
    {
        lock (discord.Gate) desk.Put(guild, user, channel?.Id);
        discord.Bulletin.Changed();
    }

    /// <summary>The guild's voice server changes: endpoint null, then the new one. Everybody has to connect anew.</summary>
    public async Task MoveServer(SimulatedGuild guild)
    {
        if (desk.Servers.Count == 1) await desk.StartServer();
        lock (discord.Gate) desk.MoveServer(guild, toAnother: true, tellsNull: true);
        discord.Bulletin.Changed();
    }

    /// <summary>VOICE_SERVER_UPDATE with the same endpoint and a new token: the old session is gone all the same.</summary>
    public void RenewToken(SimulatedGuild guild)
    {
        lock (discord.Gate) desk.MoveServer(guild, toAnother: false, tellsNull: false);
        discord.Bulletin.Changed();
    }

    /// <summary>Whether the bot's op 4 is answered; a full channel, or one it may not join, never is.</summary>
    public void AnswerJoins(bool answers)
    {
        lock (discord.Gate) desk.AnswerJoins(answers);
    }

    /// <summary>Op 4 of a user whose client runs without a main gateway, such as a lone @discordjs/voice.</summary>
    /// <param name="signal">Gets the names and data of VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE. Called under a lock: must not wait.</param>
    public void Ask(SimulatedGuild guild, ulong user, ulong? channel, bool selfMute, bool selfDeaf, Action<string, JsonObject> signal)
    {
        lock (discord.Gate) desk.Ask(guild, user, channel, selfMute, selfDeaf, signal);
        discord.Bulletin.Changed();
    }

    /// <summary>The user's session is there and has its keys.</summary>
    public bool IsConnected(ulong user) => Read(user, (_, session) => session is { IsReady: true, Line: not null });

    /// <summary>The ssrc of a user's session; 0 without one.</summary>
    public uint Ssrc(ulong user) => Read(user, (_, session) => session.Ssrc);

    /// <summary>The number of the last message sent to a user, and the last one it acknowledged in a heartbeat or resume.</summary>
    public (int Sent, int Acknowledged) Seq(ulong user) => Read(user, (_, session) => (session.LastSeq, session.LastAcknowledged));

    /// <summary>Sends a user any JSON message, or with <paramref name="binary"/> a binary one.</summary>
    public bool Send(ulong user, int op, JsonNode? data, byte[]? binary = null) => With(user, (_, session) =>
    {
        if (binary is null) session.Json(op, data);
        else session.Binary(op, binary);
    });

    /// <summary>Troubles with the encryption of the call in a channel; there must be one.</summary>
    public DaveTroubles Dave(SimulatedChannel channel) => OfCall(channel, call => call.Troubles) ?? throw new InvalidOperationException($"Nobody is in a call in {channel.Name}.");

    /// <summary>The call's DAVE version and epoch; null without a call.</summary>
    public (int Version, ulong Epoch)? Group(SimulatedChannel channel) => OfCall(channel, call => ((int, ulong)?)(call.Version, call.Epoch));

    /// <summary>Commits that won, in order.</summary>
    public IReadOnlyList<DaveCommit> Commits(SimulatedChannel channel) => OfCall(channel, call => call.Commits.ToList()) ?? [];

    /// <summary>Op 31s that came.</summary>
    public IReadOnlyList<DaveInvalid> Invalids(SimulatedChannel channel) => OfCall(channel, call => call.Invalids.ToList()) ?? [];

    /// <summary>Op 21 to version 0: end-to-end encryption ends for everybody.</summary>
    public void Downgrade(SimulatedChannel channel) => OfCall(channel, call =>
    {
        if (call.Version > 0) call.Downgrade();
        return call;
    });

    /// <summary>Op 24: a new group is made, and encryption begins.</summary>
    public void Upgrade(SimulatedChannel channel) => OfCall(channel, call =>
    {
        if (call.Version == 0) call.Upgrade();
        return call;
    });

    /// <summary>Waits until exactly these users are connected to the call, in its group, and no transition is pending.</summary>
    public Task Settled(SimulatedChannel channel, IEnumerable<ulong> users, TimeSpan? limit = null)
    {
        var expected = users.ToHashSet();
        return discord.Until(() => desk.ServerOf(channel.Guild).Read(IsSettled), $"a settled call of {expected.Count}", limit);

        bool IsSettled(VoiceServer server) => server.Call(channel.Id) is { } call && call.Dave.IsSettled
            && expected.SetEquals(call.Sessions.Where(session => session.IsReady).Select(session => session.User));
    }

    internal void BotAsks(JsonElement data) => desk.BotAsks(data);

    internal void LeaveQuietly(SimulatedGuild guild, ulong user) => desk.LeaveQuietly(guild, user);

    private VoiceServer Server(VoiceSession session) => desk.Servers.First(server => server.Find(session.User)?.Session == session);

    private T? OfCall<T>(SimulatedChannel channel, Func<DaveCall, T> read) =>
        desk.ServerOf(channel.Guild).Read(server => server.Call(channel.Id) is { } call ? read(call.Dave) : default);

    private bool With(ulong user, Action<VoiceCall, VoiceSession> act)
    {
        var isDone = desk.Servers.Any(server => server.With(user, act));
        discord.Bulletin.Changed();
        return isDone;
    }

    private T? Read<T>(ulong user, Func<VoiceCall, VoiceSession, T> read)
    {
        T? value = default;
        _ = desk.Servers.Any(server => server.With(user, (call, session) => value = read(call, session)));
        return value;
    }

    private void Each(Action<VoiceServer> act)
    {
        foreach (var server in desk.Servers)
            lock (server.Gate) act(server);
    }
}
