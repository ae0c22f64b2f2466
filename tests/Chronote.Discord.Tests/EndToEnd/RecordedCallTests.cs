using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Voice;
using Chronote.Discord.Tests.Simulator;
using Chronote.Discord.Voice;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>
/// Our receiver in end-to-end encrypted calls of three and more unpatched @discordjs/voice clients: what was sent is what is heard, byte for byte and in order per user,
/// whatever the way to us does to packets and whoever comes and goes.
/// </summary>
[Trait("Speed", "Slow")]
public class RecordedCallTests(ITestOutputHelper output)
{
    private static int Packets => PeerCall.IsLong ? 1_000 : 60;

    [PeerTheory]
    [InlineData("aead_aes256_gcm_rtpsize")]
    [InlineData("aead_xchacha20_poly1305_rtpsize")]
    public async Task Everything_that_three_clients_say_is_heard_under_either_transport_mode(string mode)
    {
        await using var call = await RecordedCall.Start(output, 3, new SimulatedDiscordOptions { TransportModes = [mode] });
        await call.Speak(Packets);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Dropped.ShouldBeEmpty();
        call.Discord.Complaints.ShouldBeEmpty();
        call.Sink.Events.OfType<VoiceEvent.Connected>().ShouldBe([new VoiceEvent.Connected(1)]);
        call.Sink.Events.OfType<VoiceEvent.EpochChanged>().Last().PrivacyCode.ShouldBe(call.Call.Peers[0].PrivacyCode);
    }

    [PeerFact]
    public async Task Padding_mere_padding_extensions_and_RTCP_change_nothing_and_count_as_nothing()
    {
        await using var call = await RecordedCall.Start(output);
        (call.Path.PaddingShare, call.Path.PurePaddingShare, call.Path.RtcpShare, call.Path.ExtensionWordsMin, call.Path.ExtensionWordsMax) = (0.3, 0.2, 0.2, 0, 3);
        await call.Speak(Packets);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Dropped.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task Lost_packets_are_missing_and_doubled_or_forged_ones_are_not_heard()
    {
        await using var call = await RecordedCall.Start(output);
        (call.Path.LossShare, call.Path.DuplicateShare, call.Path.ReorderShare, call.Path.GarbageShare, call.Path.Jitter) = (0.05, 0.1, 0.1, 0.05, TimeSpan.FromMilliseconds(30));
        await call.Speak(Packets);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer, inOrder: false);
        call.Call.Peers.Sum(peer => call.Sent(peer).Count(frame => frame.LostFor.Contains(call.Bot))).ShouldBeGreaterThan(0);
        await call.Until(sink => sink.Events.OfType<VoiceEvent.Dropped>().Any(dropped => dropped.Reason == DropReason.Replayed), "a repeat counted");
        call.Dropped.Select(dropped => dropped.Reason).Distinct().ShouldBeSubsetOf([DropReason.Replayed, DropReason.Forged, DropReason.Malformed]);
    }

    [PeerFact]
    public async Task A_stall_and_its_burst_lose_nothing()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Stall(call.Bot, TimeSpan.FromSeconds(1));
        await call.Speak(Packets);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }

    [PeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_late_or_missing_Speaking_loses_nothing(bool isLost)
    {
        await using var call = await RecordedCall.Start(output, 3, timings: null);
        var late = await call.Join();
        call.Discord.Voice.Speaking(late.User.Id, new SpeakingTroubles(isLost, TimeSpan.FromMilliseconds(400)));
        await call.Settle();
        await call.Speak(Packets);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Sink.Events.ShouldContain(new VoiceEvent.Speaking(new(late.User.Id), call.Discord.Voice.Ssrc(late.User.Id)));
        call.Dropped.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task Joining_and_leaving_in_the_middle_of_speech_lose_nothing_of_those_who_stay()
    {
        await using var call = await RecordedCall.Start(output);
        var staying = call.Call.Peers.ToArray();
        var speaking = call.Speak(PeerCall.IsLong ? 1_500 : 150, 0, staying);
        for (var round = 0; round < (PeerCall.IsLong ? 6 : 2); round++)
        {
            var guest = await call.Join();
            await call.Settle();
            await call.Speak(20, 0, guest);
            await call.Call.Leave(guest);
            await call.Settle();
            await call.IsExact(guest);
        }

        await speaking;
        foreach (var peer in staying)
            await call.IsExact(peer);
        call.Sink.Events.OfType<VoiceEvent.UserLeft>().Count().ShouldBe(PeerCall.IsLong ? 6 : 2);
        call.Sink.Events.OfType<VoiceEvent.Interrupted>().ShouldBeEmpty();
    }

    [PeerFact]
    public async Task Comings_and_goings_in_quick_succession_lose_nothing_of_those_who_stay()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Dave(call.Call.Channel).SplitsProposals = true;
        var staying = call.Call.Peers.ToArray();
        var speaking = call.Speak(PeerCall.IsLong ? 1_000 : 150, 0, staying);
        for (var round = 0; round < 2; round++)
        {
            var guests = new List<VoicePeer> { await call.Join(), await call.Join() };
            await guests[0].Connected();
            await call.Call.Leave(guests[0]);
            guests.Add(await call.Join());
            await call.Settle();
            foreach (var guest in guests.Skip(1))
                await call.Call.Leave(guest);
        }

        await call.Settle();
        await speaking;
        foreach (var peer in staying)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task A_user_who_comes_back_with_another_ssrc_goes_on_as_the_same_user()
    {
        await using var call = await RecordedCall.Start(output);
        var peer = call.Call.Peers[0];
        await call.Speak(20, 0, peer);
        await call.Call.Leave(peer);
        await call.Settle();
        var again = await call.Call.Join(peer.User);
        await call.Settle();
        await call.Speak(20, 20, again);
        await call.IsExact(again);
        call.Heard(again).Select(packet => packet.Ssrc).Distinct().Count().ShouldBe(2);
        call.Heard(again).Count.ShouldBe(40);
    }

    [PeerFact]
    public async Task Ten_and_more_members_are_heard_as_three_are()
    {
        await using var call = await RecordedCall.Start(output, PeerCall.IsLong ? 16 : 10);
        await call.Speak(PeerCall.IsLong ? 500 : 30);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Dropped.ShouldBeEmpty();
    }
}
