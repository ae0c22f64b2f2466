using System.Text.Json;
using System.Text.Json.Nodes;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>People with unpatched @discordjs/voice clients, all in one Node process. They speak Opus packets as they are given, and can listen.</summary>
public sealed class VoicePeers : IAsyncDisposable
{
    private readonly SimulatedDiscord discord;
    private readonly NodeProcess node;
    private readonly Dictionary<ulong, VoicePeer> peers = [];
    private readonly Task hearing;

    private VoicePeers(SimulatedDiscord discord, NodeProcess node)
    {
        (this.discord, this.node) = (discord, node);
        hearing = Hear();
    }

    /// <summary>What the script printed when something went wrong.</summary>
    public string Errors => node.Errors;

    /// <summary>The process is gone, and every client in it.</summary>
    public bool HasEnded => node.HasEnded;

    public static async Task<VoicePeers> Start(SimulatedDiscord discord, CancellationToken cancel = default) =>
        new(discord, await NodeProcess.Start("voice-peers.mjs", new Dictionary<string, string> { ["NODE_EXTRA_CA_CERTS"] = discord.Authority.PemPath }, cancel));

    /// <summary>Lets a user join, and returns at once; see <see cref="VoicePeer.Connected"/>.</summary>
    /// <param name="log">Keeps the library's debug lines in <see cref="VoicePeer.Log"/>.</param>
    /// <param name="dave">Whether the client offers end-to-end encryption.</param>
    public async Task<VoicePeer> Join(SimulatedUser user, SimulatedChannel channel, bool log = false, bool dave = true)
    {
        var peer = new VoicePeer(discord, node, user, channel);
        lock (peers) peers[user.Id] = peer;
        await node.Ask("join", new { user = Payloads.Id(user.Id), guild = Payloads.Id(channel.Guild.Id), channel = Payloads.Id(channel.Id), log, dave });
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await hearing;
    }

    private async Task Hear()
    {
        await foreach (var news in node.Told.ReadAllAsync())
        {
            VoicePeer? peer;
            lock (peers) peer = peers.GetValueOrDefault(ulong.Parse(news.GetProperty("user").GetString()!));
            if (peer is null) continue;
            if (news.GetProperty("told").GetString() == "ask") Ask(peer, news.GetProperty("d"));
            else peer.Told(news);
            discord.Bulletin.Changed();
        }
        foreach (var peer in peers.Values) peer.Ended();
        discord.Bulletin.Changed();
    }

    private void Ask(VoicePeer peer, JsonElement wish)
    {
        ulong? channel = wish.GetProperty("channel_id").GetString() is { } id ? ulong.Parse(id) : null;
        discord.Voice.Ask(peer.Guild, peer.User.Id, channel, wish.GetProperty("self_mute").GetBoolean(), wish.GetProperty("self_deaf").GetBoolean(),
            (name, data) => node.Tell("signal", new { user = Payloads.Id(peer.User.Id), name, data = (JsonNode)data }));
    }
}
