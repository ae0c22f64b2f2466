using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>
/// The simulator is only worth what clients that know nothing of it make of it: unpatched @discordjs/voice clients hold end-to-end encrypted calls among
/// themselves, without any client of ours.
/// </summary>
public class VoiceCallTests(PeerHost host) : IClassFixture<PeerHost>
{
    [PeerFact]
    public async Task Three_clients_share_a_privacy_code_and_hear_each_other_byte_for_byte()
    {
        await using var call = await PeerCall.Start(host, 3);
        await call.Meet();
        await Task.WhenAll(call.Peers.Select((peer, index) => peer.Play(PeerCall.Speech(index, 40))));
        await Task.WhenAll(call.Peers.Select(peer => peer.Played()));
        foreach (var peer in call.Peers)
            foreach (var other in call.Others(peer)) await call.HasHeard(peer, other, PeerCall.Speech(call.Peers.IndexOf(other), 40));
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact, Trait("Speed", "Slow")]
    public async Task Joins_and_leaves_mid_speech_lose_nothing_of_who_stays()
    {
        await using var call = await PeerCall.Start(host, 3);
        await call.Meet();
        var (speaker, listener) = (call.Peers[0], call.Peers[1]);
        var speech = PeerCall.Speech(0, PeerCall.IsLong ? 900 : 150);
        await speaker.Play(speech);
        var fourth = await call.Join();
        await call.Agree();
        await call.Leave(call.Peers[2]);
        await call.Agree();
        await call.Join();
        await call.Agree();
        await call.Leave(fourth);
        await call.Agree();
        await speaker.Played();
        await call.HasHeard(listener, speaker, speech);
        call.Discord.Voice.Invalids(call.Channel).ShouldBeEmpty();
        call.Discord.Voice.Commits(call.Channel).Count.ShouldBeGreaterThanOrEqualTo(5);
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_broken_connection_is_resumed_and_missed_messages_come_again()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        var (first, second) = (call.Peers[0], call.Peers[1]);
        call.Discord.Voice.Drop(first.User.Id).ShouldBeTrue();
        // While it is away somebody joins: op 11 and op 27 must reach it after the resume.
        await call.Join();
        await call.Discord.Until(() => call.Discord.Voice.IsConnected(first.User.Id), "the resume");
        await call.Agree();
        var speech = PeerCall.Speech(1, 20);
        await second.Play(speech);
        await call.HasHeard(first, second, speech);
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_group_of_one_begins_anew_and_takes_others_in_again()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Agree();
        var code = call.Peers[0].PrivacyCode;
        await call.Leave(call.Peers[1]);
        await call.Discord.Voice.Settled(call.Channel, [call.Peers[0].User.Id]);
        await call.Join();
        await call.Meet();
        call.Peers[0].PrivacyCode.ShouldNotBe(code);
        call.Complaints.ShouldBeEmpty();
    }

    [PeerTheory]
    [InlineData("aead_aes256_gcm_rtpsize")]
    [InlineData("aead_xchacha20_poly1305_rtpsize")]
    public async Task Padding_long_header_extensions_and_RTCP_change_nothing(string mode)
    {
        await using var call = await PeerCall.Start(2, new SimulatedDiscordOptions { TransportModes = [mode] });
        await call.Meet();
        var (first, second) = (call.Peers[0], call.Peers[1]);
        var path = call.Discord.Voice.Path(first.User.Id);
        (path.PaddingShare, path.RtcpShare, path.ExtensionWordsMin, path.ExtensionWordsMax) = (0.5, 0.3, 1, 3);
        var speech = PeerCall.Speech(1, 40);
        await second.Play(speech);
        await call.HasHeard(first, second, speech);
    }

    [PeerFact]
    public async Task A_damaged_commit_or_Welcome_is_answered_with_op_31_and_the_member_comes_back()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        var (first, second) = (call.Peers[0], call.Peers[1]);
        var third = call.Guild.AddMember("Third");
        call.Discord.Voice.Dave(call.Channel).Damaged.UnionWith([second.User.Id, third.Id]);
        await call.Join(third);
        await call.Discord.Until(() => call.Discord.Voice.Invalids(call.Channel).Count == 2 || second.Problems.Count > 0, "two op 31");
        await call.Agree();
        var speech = PeerCall.Speech(0, 20);
        await first.Play(speech);
        await call.HasHeard(second, first, speech);
    }

    [PeerFact]
    public async Task A_server_move_and_a_new_token_bring_everybody_back()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        await call.Discord.Voice.MoveServer(call.Guild);
        await call.Agree();
        call.Discord.Voice.RenewToken(call.Guild);
        await call.Agree();
        await call.Meet();
        var speech = PeerCall.Speech(1, 20);
        await call.Peers[1].Play(speech);
        await call.HasHeard(call.Peers[0], call.Peers[1], speech);
    }

    [PeerFact]
    public async Task Encryption_ends_and_begins_again_when_the_server_says_so()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        call.Discord.Voice.Downgrade(call.Channel);
        await call.Discord.Until(() => call.Peers.All(peer => peer.PrivacyCode is null), "nobody has a privacy code");
        call.Discord.Voice.Group(call.Channel)!.Value.Version.ShouldBe(0);
        var plain = PeerCall.Speech(0, 20);
        await call.Peers[0].Play(plain);
        await call.HasHeard(call.Peers[1], call.Peers[0], plain);
        call.Discord.Voice.Heard(call.Peers[0].User.Id).Where(frame => !frame.IsSilence).Select(frame => frame.Bytes).ShouldBe(plain.Select(packet => packet.Length));

        call.Discord.Voice.Upgrade(call.Channel);
        await call.Agree();
        await call.Peers[0].Played();
        var hidden = PeerCall.Speech(0, 20, from: 100);
        await call.Peers[0].Play(hidden);
        await call.HasHeard(call.Peers[1], call.Peers[0], [.. plain, .. hidden]);
        call.Complaints.ShouldBeEmpty();
    }
}
