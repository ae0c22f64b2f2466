using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>A simulated Discord with one voice channel, and people with third-party clients in it.</summary>
internal sealed class PeerCall : IAsyncDisposable
{
    private readonly int complaintsBefore;
    private readonly bool ownsDiscord;

    private PeerCall(SimulatedDiscord discord, VoicePeers clients, bool ownsDiscord)
    {
        (Discord, Clients, this.ownsDiscord) = (discord, clients, ownsDiscord);
        complaintsBefore = discord.Complaints.Count;
        Guild = discord.AddGuild("A guild");
        Channel = Guild.AddVoiceChannel("General");
    }

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long";

    public SimulatedDiscord Discord { get; }
    public VoicePeers Clients { get; }
    public SimulatedGuild Guild { get; }
    public SimulatedChannel Channel { get; }
    public List<VoicePeer> Peers { get; } = [];

    /// <summary>What clients did wrong in this call.</summary>
    public IReadOnlyList<string> Complaints => [.. Discord.Complaints.Skip(complaintsBefore)];

    /// <summary>A call in a guild of its own, on a Discord that others use too.</summary>
    public static async Task<PeerCall> Start(PeerHost host, int peers)
    {
        var (discord, clients) = await host.Get();
        return await new PeerCall(discord, clients, ownsDiscord: false).With(peers);
    }

    /// <summary>A call on a Discord of its own.</summary>
    public static async Task<PeerCall> Start(int peers, SimulatedDiscordOptions? options = null)
    {
        var discord = await SimulatedDiscord.Start(options);
        return await new PeerCall(discord, await VoicePeers.Start(discord), ownsDiscord: true).With(peers);
    }

    public async Task<VoicePeer> Join(SimulatedUser? user = null)
    {
        var peer = await Clients.Join(user ?? Guild.AddMember($"Speaker {Peers.Count}"), Channel);
        Peers.Add(peer);
        return peer;
    }

    public async Task Leave(VoicePeer peer)
    {
        Peers.Remove(peer);
        await peer.Leave();
    }

    /// <summary>Waits until everybody is in the group and shows the same privacy code.</summary>
    public async Task Agree()
    {
        foreach (var peer in Peers) await peer.Connected();
        await Discord.Voice.Settled(Channel, Peers.Select(peer => peer.User.Id));
        Clients.HasEnded.ShouldBeFalse(Clients.Errors);
        // Somebody alone has no group to show a code of.
        if (Peers.Count > 1) await Discord.Until(() => Peers.Select(peer => peer.PrivacyCode).Distinct().ToList() is [not null], "one privacy code");
    }

    /// <summary>Lets everybody listen to everybody else, and waits until they know each other's ssrc.</summary>
    public async Task Meet()
    {
        await Agree();
        foreach (var peer in Peers) await peer.Announce();
        foreach (var peer in Peers)
        {
            foreach (var other in Others(peer))
            {
                await peer.Listen(other.User.Id);
                await Discord.Until(() => peer.Knows(other.User.Id) == Discord.Voice.Ssrc(other.User.Id), $"{peer.User.Name} knows {other.User.Name}");
            }
        }
    }

    public IEnumerable<VoicePeer> Others(VoicePeer peer) => Peers.Where(other => other != peer);

    /// <summary>Packets that say whose they are and which.</summary>
    public static byte[][] Speech(int speaker, int packets, int from = 0) =>
        [.. Enumerable.Range(from, packets).Select(number => (byte[])[0x78, (byte)speaker, (byte)(number >> 8), (byte)number, .. Filling(number)])];

    private static IEnumerable<byte> Filling(int number) => Enumerable.Range(0, 40 + number % 80).Select(index => (byte)(index * 7 + number));

    public async Task HasHeard(VoicePeer peer, VoicePeer speaker, IReadOnlyList<byte[]> expected)
    {
        await Discord.Until(() => peer.Heard(speaker.User.Id).Count >= expected.Count, $"{peer.User.Name} hears {expected.Count} packets of {speaker.User.Name}");
        peer.Heard(speaker.User.Id).Select(Convert.ToHexString).ShouldBe(expected.Select(Convert.ToHexString));
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsDiscord)
        {
            await Clients.DisposeAsync();
            await Discord.DisposeAsync();
        }
        else if (!Clients.HasEnded)
        {
            foreach (var peer in Peers) await peer.Leave();
        }
    }

    private async Task<PeerCall> With(int peers)
    {
        for (var count = 0; count < peers; count++) await Join();
        return this;
    }
}
