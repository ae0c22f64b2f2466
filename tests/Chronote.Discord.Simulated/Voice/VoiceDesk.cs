using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>
/// Who is in which voice channel and on which voice server: takes op 4, admits to voice servers, tells everybody. The bot asks through the main gateway,
/// other users through <see cref="Ask"/>, or are put into a channel without a client by <see cref="Put"/>. Guarded by the simulator's gate.
/// </summary>
internal sealed class VoiceDesk(SimulatedDiscord discord)
{
    private readonly List<VoiceServer> servers = [];
    private readonly Dictionary<ulong, int> serverOfGuild = [];
    private readonly Dictionary<ulong, Action<string, JsonObject>> signals = [];
    private bool bindsAnswers = true;

    public IReadOnlyList<VoiceServer> Servers => servers;

    /// <summary>Whether op 4 of the bot is answered.</summary>
    public void AnswerJoins(bool answers) => bindsAnswers = answers;

    public async Task StartServer() => servers.Add(await VoiceServer.Start(discord));

    public VoiceServer ServerOf(SimulatedGuild guild) => servers[serverOfGuild.GetValueOrDefault(guild.Id)];

    public void BotAsks(JsonElement data)
    {
        if (discord.Guild(ulong.Parse(data.GetProperty("guild_id").GetString()!)) is not { } guild) return;
        ulong? channel = data.GetProperty("channel_id").ValueKind == JsonValueKind.Null ? null : ulong.Parse(data.GetProperty("channel_id").GetString()!);
        if (bindsAnswers) Ask(guild, discord.Bot.Id, channel, data.GetProperty("self_mute").GetBoolean(), data.GetProperty("self_deaf").GetBoolean());
    }

    /// <summary>Op 4 of a user who has no main gateway here.</summary>
    /// <param name="signal">Gets VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE of this user from now on.</param>
    public void Ask(SimulatedGuild guild, ulong user, ulong? channel, bool selfMute, bool selfDeaf, Action<string, JsonObject> signal)
    {
        signals[user] = signal;
        Ask(guild, user, channel, selfMute, selfDeaf);
    }

    /// <summary>Puts a user without a voice client into a channel, or takes it out; a client it has is moved or kicked.</summary>
    public void Put(SimulatedGuild guild, ulong user, ulong? channel)
    {
        var old = guild.VoiceStateOf(user);
        if (old?.Channel == channel) return;
        ServerOf(guild).Dismiss(guild.Id, user, 4014);
        Enter(guild, new VoiceState(user, channel, discord.RandomHex(16), old?.SelfMute ?? false, old?.SelfDeaf ?? false));
    }

    /// <summary>The call is terminated, as when its channel is deleted.</summary>
    public void EndCall(SimulatedGuild guild, ulong channel)
    {
        foreach (var state in guild.VoiceStates.Where(state => state.Channel == channel))
        {
            ServerOf(guild).Dismiss(guild.Id, state.User, 4022);
            Enter(guild, state with { Channel = null });
        }
    }

    /// <summary>Takes a user out whose client or gateway session is gone.</summary>
    public void LeaveQuietly(SimulatedGuild guild, ulong user) => Put(guild, user, null);

    /// <summary>Op 4 of a voice session that expired.</summary>
    public void Expired(VoiceAdmission admission)
    {
        if (discord.Guild(admission.Guild) is { } guild && guild.VoiceStateOf(admission.User)?.Session == admission.Session) Put(guild, admission.User, null);
    }

    /// <summary>The voice server of a guild goes away: endpoint null, then another server, or the same one, with new tokens.</summary>
    public void MoveServer(SimulatedGuild guild, bool toAnother, bool tellsNull)
    {
        var old = ServerOf(guild);
        if (toAnother) serverOfGuild[guild.Id] = (serverOfGuild.GetValueOrDefault(guild.Id) + 1) % servers.Count;
        foreach (var state in guild.VoiceStates)
        {
            if (tellsNull) Tell(guild, state.User, "VOICE_SERVER_UPDATE", new JsonObject { ["token"] = "", ["guild_id"] = Payloads.Id(guild.Id), ["endpoint"] = null });
            old.Dismiss(guild.Id, state.User, tellsNull ? 4014 : null);
            Admit(guild, state);
        }
    }

    private void Ask(SimulatedGuild guild, ulong user, ulong? channel, bool selfMute, bool selfDeaf)
    {
        var old = guild.VoiceStateOf(user);
        if (channel is { } wanted && old?.Channel != wanted && !IsAdmitted(guild, user, wanted)) return;
        var isLive = ServerOf(guild).Read(server => server.Find(user)) is not null;
        if (old is not null && old.Channel == channel && isLive)
        {
            // Mute or deaf changed; the voice session goes on.
            Enter(guild, old with { SelfMute = selfMute, SelfDeaf = selfDeaf }, admits: false);
            return;
        }
        ServerOf(guild).Dismiss(guild.Id, user, 4014);
        if (old is null && channel is null) return;
        Enter(guild, new VoiceState(user, channel, discord.RandomHex(16), selfMute, selfDeaf));
    }

    // A full channel gives no answer at all, and so does one that may not be joined.
    private static bool IsAdmitted(SimulatedGuild guild, ulong user, ulong channel)
    {
        if (guild.Channels.FirstOrDefault(candidate => candidate.Id == channel) is not { IsVoice: true } found) return false;
        var may = guild.PermissionsOf(user, found);
        return may.HasFlag(Permission.Connect) && may.HasFlag(Permission.ViewChannel)
            && (found.UserLimit == 0 || may.HasFlag(Permission.MoveMembers) || guild.VoiceStates.Count(state => state.Channel == channel) < found.UserLimit);
    }

    private void Enter(SimulatedGuild guild, VoiceState state, bool admits = true)
    {
        guild.SetVoice(state);
        var isServerFirst = state.User == discord.Bot.Id && discord.Options.VoiceServerUpdateFirst;
        if (admits && isServerFirst) Admit(guild, state);
        var payload = Payloads.VoiceState(guild, state);
        discord.Gateway.Dispatch(guild.Id, "VOICE_STATE_UPDATE", payload);
        if (signals.TryGetValue(state.User, out var signal)) signal("VOICE_STATE_UPDATE", payload);
        if (admits && !isServerFirst) Admit(guild, state);
    }

    private void Admit(SimulatedGuild guild, VoiceState state)
    {
        if (state.Channel is not { } channel) return;
        var server = ServerOf(guild);
        var admission = new VoiceAdmission(guild.Id, channel, state.User, state.Session, discord.RandomHex(8));
        server.Admit(admission);
        Tell(guild, state.User, "VOICE_SERVER_UPDATE", new JsonObject { ["token"] = admission.Token, ["guild_id"] = Payloads.Id(guild.Id), ["endpoint"] = server.Endpoint });
    }

    private void Tell(SimulatedGuild guild, ulong user, string name, JsonObject data)
    {
        if (user == discord.Bot.Id) discord.Gateway.Dispatch(guild.Id, name, data);
        else if (signals.TryGetValue(user, out var signal)) signal(name, data);
    }
}
