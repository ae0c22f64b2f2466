using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Simulated.Voice;
using Chronote.Discord.Simulated.World;

namespace Chronote.Discord.Tests.Simulator;

/// <summary>The simulator's troubles are what their names say, in the eyes of an unpatched @discordjs/voice client and against its own ground truth.</summary>
public class VoiceTroubleTests(PeerHost host) : IClassFixture<PeerHost>
{
    [PeerFact]
    public async Task What_is_lost_is_noted_and_all_else_arrives()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        var (listener, speaker) = (call.Peers[0], call.Peers[1]);
        // The peer's decryptor never accepts what was sent before the first frame that it saw: let that one pass in order.
        await speaker.Play(PeerCall.Speech(2, 1));
        await speaker.Played();
        await call.HasHeard(listener, speaker, PeerCall.Speech(2, 1));
        var path = call.Discord.Voice.Path(listener.User.Id);
        (path.LossShare, path.DuplicateShare, path.ReorderShare) = (0.2, 0.2, 0.2);
        var speech = PeerCall.Speech(1, 100);
        await speaker.Play(speech);
        await speaker.Played();
        var heard = call.Discord.Voice.Heard(speaker.User.Id).Where(frame => !frame.IsSilence).Skip(1).ToList();
        heard.Count.ShouldBe(speech.Length);
        heard.Select(frame => frame.Digest).Distinct().Count().ShouldBe(speech.Length, "each is encrypted under a nonce of its own");
        heard.Select(frame => frame.Sequence).ShouldBe(Enumerable.Range(0, speech.Length).Select(number => (ushort)(heard[0].Sequence + number)));
        var arrived = speech.Where((_, number) => !heard[number].LostFor.Contains(listener.User.Id)).Select(Convert.ToHexString).ToList();
        arrived.Count.ShouldBeInRange(60, 95, "about a fifth is lost");
        await call.Discord.Until(() => listener.Heard(speaker.User.Id).Count >= 1 + arrived.Count, "everything that was not lost");
        var order = listener.Heard(speaker.User.Id).Skip(1).Select(Convert.ToHexString).ToList();
        order.ShouldBe(arrived, ignoreOrder: true);
        order.ShouldNotBe(arrived, "some came out of order");
    }

    [PeerFact]
    public async Task A_stall_ends_in_a_burst_with_nothing_missing()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Meet();
        var (listener, speaker) = (call.Peers[0], call.Peers[1]);
        var speech = PeerCall.Speech(1, 60);
        call.Discord.Voice.Stall(listener.User.Id, TimeSpan.FromSeconds(1));
        await speaker.Play(speech);
        await call.Discord.Until(() => call.Discord.Voice.Heard(speaker.User.Id).Count > 20, "some packets on the server");
        listener.Heard(speaker.User.Id).ShouldBeEmpty();
        await call.HasHeard(listener, speaker, speech);
    }

    [PeerFact]
    public async Task Who_never_hears_of_Speaking_knows_no_ssrc()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Agree();
        var (listener, speaker) = (call.Peers[0], call.Peers[1]);
        call.Discord.Voice.Speaking(speaker.User.Id, new SpeakingTroubles(IsLost: true));
        await listener.Listen(speaker.User.Id);
        await speaker.Play(PeerCall.Speech(1, 10));
        await speaker.Played();
        listener.Knows(speaker.User.Id).ShouldBeNull();
        listener.Heard(speaker.User.Id).ShouldBeEmpty();
        call.Discord.Voice.Speaking(speaker.User.Id, new SpeakingTroubles(Delay: TimeSpan.FromMilliseconds(100)));
        await speaker.Announce();
        await call.Discord.Until(() => listener.Knows(speaker.User.Id) == call.Discord.Voice.Ssrc(speaker.User.Id), "Speaking, late");
    }

    [PeerTheory]
    [InlineData(4006)]
    [InlineData(4009)]
    [InlineData(4015)]
    public async Task A_client_comes_back_after_a_close_code(int code)
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Agree();
        var (peer, other) = (call.Peers[0], call.Peers[1]);
        var ssrc = call.Discord.Voice.Ssrc(peer.User.Id);
        call.Discord.Voice.Close(peer.User.Id, code).ShouldBeTrue();
        await call.Discord.Until(() => call.Discord.Voice.IsConnected(peer.User.Id) && (code == 4015 || call.Discord.Voice.Ssrc(peer.User.Id) != ssrc), "back");
        await call.Agree();
        (call.Discord.Voice.Ssrc(peer.User.Id) == ssrc).ShouldBe(code == 4015, "only a resumed session keeps its ssrc");
        other.PrivacyCode.ShouldBe(peer.PrivacyCode);
    }

    [PeerFact]
    public async Task A_kick_is_4014_and_a_move_is_another_call()
    {
        await using var call = await PeerCall.Start(host, 3);
        await call.Agree();
        var (kicked, moved) = (call.Peers[0], call.Peers[1]);
        call.Discord.Voice.Kick(call.Guild, kicked.User.Id);
        await call.Discord.Until(() => kicked is { Status: "disconnected", CloseCode: 4014 }, "disconnected with 4014");
        call.Guild.VoiceStateOf(kicked.User.Id).ShouldBeNull();

        var elsewhere = call.Guild.AddVoiceChannel("Elsewhere");
        call.Discord.Voice.Put(call.Guild, moved.User.Id, elsewhere);
        await call.Discord.Voice.Settled(elsewhere, [moved.User.Id]);
        await call.Discord.Voice.Settled(call.Channel, [call.Peers[2].User.Id]);
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_terminated_call_is_4022_for_everybody()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Agree();
        call.Discord.Voice.EndCall(call.Channel);
        await call.Discord.Until(() => call.Peers.All(peer => peer.CloseCode == 4022), "4022");
    }

    [PeerFact]
    public async Task A_client_without_end_to_end_encryption_is_sent_away_with_4017()
    {
        await using var call = await PeerCall.Start(host, 1);
        await call.Agree();
        var plain = await call.Clients.Join(call.Guild.AddMember("Plain"), call.Channel, dave: false);
        await call.Discord.Until(() => plain.CloseCode == 4017, "4017");
        await plain.Leave();
    }

    [PeerFact]
    public async Task Message_numbers_wrap_and_a_resume_across_the_wrap_gets_what_was_missed()
    {
        await using var call = await PeerCall.Start(2, new SimulatedDiscordOptions { FirstVoiceSeq = 65_520 });
        await call.Agree();
        var first = call.Peers[0].User.Id;
        for (var change = 0; call.Discord.Voice.Seq(first).Sent > 60_000; change++)
        {
            call.Discord.Voice.Drop(first);
            await call.Join();
            await call.Agree();
            change.ShouldBeLessThan(10);
        }
        call.Discord.Voice.Drop(first);
        await call.Discord.Until(() => call.Discord.Voice.Seq(first).Acknowledged is >= 0 and < 100, "a resume after the wrap");
        await call.Join();
        await call.Agree();
        call.Discord.Voice.Invalids(call.Channel).ShouldBeEmpty();
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_refused_resume_ends_in_a_new_session()
    {
        await using var call = await PeerCall.Start(host, 2);
        await call.Agree();
        var peer = call.Peers[0];
        var ssrc = call.Discord.Voice.Ssrc(peer.User.Id);
        call.Discord.Voice.RefuseResume(peer.User.Id);
        call.Discord.Voice.Drop(peer.User.Id);
        await call.Discord.Until(() => call.Discord.Voice.IsConnected(peer.User.Id) && call.Discord.Voice.Ssrc(peer.User.Id) != ssrc, "a new session");
        await call.Agree();
    }

    [PeerFact]
    public async Task Op_22_can_be_late_and_proposals_split()
    {
        await using var call = await PeerCall.Start(host, 3);
        await call.Meet();
        var troubles = call.Discord.Voice.Dave(call.Channel);
        (troubles.ExecuteDelay, troubles.SplitsProposals) = (TimeSpan.FromMilliseconds(500), true);
        var began = TimeProvider.System.GetTimestamp();
        // Two stay all the while: a group that shrinks to one begins anew, at once.
        await Task.WhenAll(call.Join(), call.Join(), call.Leave(call.Peers[1]));
        await call.Agree();
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
        call.Discord.Voice.Invalids(call.Channel).ShouldBeEmpty();
        call.Complaints.ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_full_channel_does_not_answer()
    {
        await using var call = await PeerCall.Start(host, 1);
        await call.Agree();
        call.Channel.UserLimit = 1;
        var late = await call.Join();
        await call.Discord.Until(() => late.Status == "signalling", "it asks");
        call.Guild.VoiceStateOf(late.User.Id).ShouldBeNull();
        late.Status.ShouldBe("signalling");
    }

    [PeerFact, Trait("Speed", "Slow")]
    public async Task A_call_of_many_comes_and_goes_and_stays_one_group()
    {
        var random = new Random(11);
        await using var call = await PeerCall.Start(host, PeerCall.IsLong ? 12 : 5);
        await call.Agree();
        for (var round = 0; round < (PeerCall.IsLong ? 60 : 4); round++)
        {
            // Several changes at once: mixed commits, revoked proposals, commits overtaken by others.
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                if (call.Peers.Count > 2 && random.Next(2) == 0) await call.Leave(call.Peers[random.Next(call.Peers.Count)]);
                else await call.Join();
            }
            await call.Agree();
        }
        call.Discord.Voice.Invalids(call.Channel).ShouldBeEmpty();
        call.Complaints.ShouldBeEmpty();
    }
}
