using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>
/// The simulator is only worth what clients that know nothing of it make of it: unpatched @discordjs/voice clients hold end-to-end encrypted calls among
/// themselves, without any client of ours.
/// </summary>
public class VoiceCallTests
{
    [PeerFact]
    public async Task Three_clients_share_a_privacy_code_and_hear_each_other_byte_for_byte()
    {
        await using var call = await PeerCall.Start(3);
        await call.Meet();
        await Task.WhenAll(call.Peers.Select((peer, index) => peer.Play(PeerCall.Speech(index, 40))));
        await Task.WhenAll(call.Peers.Select(peer => peer.Played()));
        foreach (var peer in call.Peers)
            foreach (var other in call.Others(peer)) await call.HasHeard(peer, other, PeerCall.Speech(call.Peers.IndexOf(other), 40));
        call.Discord.Complaints.ShouldBeEmpty();
    }
}
