using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Tests.Simulator;
using Chronote.Discord.Voice;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>Connections that break, close and move under a call: no audio is lost where the session stays, and where it can't the gap is told and the recording goes on.</summary>
[Trait("Speed", "Slow")]
public class LostConnectionTests(ITestOutputHelper output)
{
    private static int Packets => PeerCall.IsLong ? 500 : 100;

    [PeerTheory]
    [InlineData(null)]
    [InlineData(4015)]
    public async Task A_voice_connection_that_is_resumed_loses_no_audio(int? code)
    {
        // Close to the wrap of the messages' numbers, so that the numbers acknowledged go over it.
        await using var call = await RecordedCall.Start(output, 3, new SimulatedDiscordOptions { FirstVoiceSeq = 65_530 });
        var speaking = call.Speak(Packets);
        for (var times = 1; times <= 2; times++)
        {
            if (code is { } close)
                call.Discord.Voice.Close(call.Bot, close);
            else
                call.Discord.Voice.Drop(call.Bot);
            await call.Until<VoiceEvent.Resumed>(times);
        }

        await speaking;
        var guest = await call.Join();
        await call.Settle();
        await call.Speak(20, 0, guest);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Sink.Events.OfType<VoiceEvent.Interrupted>().ShouldBeEmpty();
        call.Discord.Complaints.ShouldBeEmpty();
        call.Discord.Voice.Seq(call.Bot).Sent.ShouldBeLessThan(65_000);
    }

    [PeerFact]
    public async Task What_happens_while_the_connection_is_away_is_made_up_for()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Drop(call.Bot);
        var guest = await call.Join();
        await call.Settle();
        await call.Speak(30);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Sink.Events.ShouldContain(new VoiceEvent.UserJoined(new(guest.User.Id)));
        call.Dropped.ShouldBeEmpty();
    }

    [PeerTheory]
    [InlineData(4006)]
    [InlineData(4009)]
    public async Task A_session_that_is_gone_is_followed_by_a_new_one_and_the_gap_is_told(int code)
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(20);
        call.Discord.Voice.Close(call.Bot, code);
        await call.GoesOn(2);
    }

    [PeerFact]
    public async Task A_resume_that_is_refused_is_followed_by_a_new_session()
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(20);
        call.Discord.Voice.RefuseResume(call.Bot);
        call.Discord.Voice.Drop(call.Bot);
        await call.GoesOn(2);
    }

    [PeerFact]
    public async Task A_voice_server_that_moves_is_followed()
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(20);
        await call.Discord.Voice.MoveServer(call.Call.Guild);
        await call.GoesOn(2);
    }

    [PeerFact]
    public async Task The_same_voice_server_with_a_new_token_is_a_new_session()
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(20);
        call.Discord.Voice.RenewToken(call.Call.Guild);
        await call.GoesOn(2);
    }

    [PeerFact]
    public async Task A_bot_that_is_moved_to_another_channel_listens_there()
    {
        await using var call = await RecordedCall.Start(output);
        var other = call.Call.Guild.AddVoiceChannel("Elsewhere");
        call.Discord.Voice.Put(call.Call.Guild, call.Bot, other);
        await call.Until<VoiceEvent.Connected>(2);
        call.Receiver.Channel.ShouldBe(new Snowflake(other.Id));
        call.Sink.Events.OfType<VoiceEvent.Interrupted>().Count().ShouldBe(1);

        var there = await call.Call.Clients.Join(call.Call.Guild.AddMember("Somebody there"), other);
        await there.Connected();
        await call.Discord.Voice.Settled(other, [there.User.Id, call.Bot]);
        await call.Discord.Until(() => there.PrivacyCode is not null, "a privacy code in the other channel");
        await there.Play(PeerCall.Speech(9, 20));
        await call.Until(sink => sink.Of(new(there.User.Id)).Count(packet => packet.Opus != "f8fffe") == 20, "20 packets in the other channel");
        call.Sink.Of(new(there.User.Id)).Select(packet => packet.Opus).Where(opus => opus != "f8fffe").ShouldBe(PeerCall.Speech(9, 20).Select(Convert.ToHexStringLower));
    }

    [PeerFact]
    public async Task A_main_gateway_that_is_resumed_does_not_touch_voice()
    {
        await using var call = await RecordedCall.Start(output);
        var speaking = call.Speak(Packets);
        call.Discord.Gateway.Drop();
        await call.Discord.Until(() => call.Discord.Gateway.Resumes == 1, "a resume of the main gateway");
        call.Discord.Gateway.AskToReconnect();
        await call.Discord.Until(() => call.Discord.Gateway.Resumes == 2, "another resume of the main gateway");
        await speaking;
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
        call.Sink.Events.OfType<VoiceEvent.Interrupted>().ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_main_gateway_session_that_is_lost_costs_the_voice_session_and_no_more()
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(20);
        call.Discord.Gateway.Invalidate(isResumable: false);
        await call.GoesOn(2);
        call.Discord.Gateway.Identifies.Count.ShouldBe(2);
    }

    [PeerFact]
    public async Task Discoveries_and_updates_in_the_other_order_are_taken_in_stride()
    {
        await using var call = await RecordedCall.Start(output, 3, new SimulatedDiscordOptions { VoiceServerUpdateFirst = true });
        call.Discord.Voice.LoseDiscoveries(3);
        call.Receiver.Rejoin("the test wants it");
        await call.GoesOn(2);
    }

    [PeerFact]
    public async Task A_receiver_that_starts_while_the_bot_is_still_in_the_channel_leaves_first_and_joins()
    {
        await using var call = await RecordedCall.Start(output, 2);
        var old = call.Receiver;
        call.Listen();
        await call.Until<VoiceEvent.Connected>(2);
        await call.Settle();
        var before = call.Call.Peers.ToDictionary(peer => peer, peer => call.Sent(peer).Count);
        await call.Speak(20);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer, number => number < before[peer]);
        (await old.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Reason.ShouldBe(VoiceEnd.Replaced);
        await old.Leave();
        call.Receiver.Completion.IsCompleted.ShouldBeFalse();
    }
}
