using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Tests.Simulator;
using Chronote.Discord.Voice;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>The encrypted group in trouble: messages early, late and broken, encryption that begins and ends in the middle of a call.</summary>
[Trait("Speed", "Slow")]
public class GroupTroubleTests(ITestOutputHelper output)
{
    [PeerFact]
    public async Task The_external_sender_may_come_before_the_session_is_described()
    {
        var bot = 0ul;
        await using var call = await RecordedCall.Start(output, 3, new SimulatedDiscordOptions { ExternalSenderEarly = user => user == bot });
        bot = call.Bot;
        call.Receiver.Rejoin("the test wants it");
        await call.Until<VoiceEvent.Connected>(2);
        await call.Settle();
        await call.Speak(30);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task A_transition_that_is_executed_two_seconds_late_loses_nothing_of_those_in_the_group()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Dave(call.Call.Channel).ExecuteDelay = TimeSpan.FromSeconds(2);
        var staying = call.Call.Peers.ToArray();
        var speaking = call.Speak(150, 0, staying);
        await call.Join();
        await call.Settle();
        await speaking;
        foreach (var peer in staying)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task A_broken_commit_is_answered_by_op_31_and_only_what_was_said_in_its_epoch_is_a_gap()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Dave(call.Call.Channel).Damaged.Add(call.Bot);
        var staying = call.Call.Peers.ToArray();
        var speaking = call.Speak(150, 0, staying);
        await call.Join();
        await call.Settle();
        call.Discord.Voice.Invalids(call.Call.Channel).Count.ShouldBe(1);
        await speaking;
        foreach (var peer in staying)
        {
            // Between the commit that was broken for us and the one that took us in again, nobody could have opened it with our keys.
            var isGap = call.Sent(peer).Index().Where(frame => call.Heard(peer).All(packet => packet.Sequence != frame.Item.Sequence)).Select(frame => frame.Index).ToList();
            isGap.Count.ShouldBeLessThan(25);
            if (isGap.Count > 0)
                (isGap[^1] - isGap[0]).ShouldBe(isGap.Count - 1);
            await call.IsExact(peer, isGap.Contains);
            await call.Until(_ => call.Dropped.Where(dropped => dropped.User == new Snowflake(peer.User.Id)).Sum(dropped => dropped.Packets) >= isGap.Count, "the gap counted");
        }

        call.Sink.Events.OfType<VoiceEvent.Interrupted>().ShouldBeEmpty();
    }

    [PeerFact]
    public async Task A_broken_Welcome_is_answered_by_op_31_and_the_next_one_is_taken()
    {
        await using var call = await RecordedCall.Start(output);
        call.Discord.Voice.Dave(call.Call.Channel).Damaged.Add(call.Bot);
        call.Receiver.Rejoin("the test wants it");
        await call.Until<VoiceEvent.Connected>(2);
        await call.Settle();
        call.Discord.Voice.Invalids(call.Call.Channel).Count.ShouldBe(1);
        await call.Speak(20);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task A_call_without_encryption_is_heard_and_one_that_begins_and_ends_it_too()
    {
        await using var call = await RecordedCall.Start(output);
        await call.Speak(30);
        call.Discord.Voice.Downgrade(call.Call.Channel);
        await call.Discord.Until(() => call.Discord.Voice.Group(call.Call.Channel)?.Version == 0, "a call without encryption");
        await call.Settle();
        await call.Speak(30, 30);
        call.Discord.Voice.Upgrade(call.Call.Channel);
        await call.Discord.Until(() => call.Discord.Voice.Group(call.Call.Channel)?.Version == 1, "an encrypted call");
        await call.Settle();
        await call.Speak(30, 60);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task Encryption_that_ends_and_begins_in_the_middle_of_speech_loses_nothing()
    {
        await using var call = await RecordedCall.Start(output);
        var speaking = call.Speak(PeerCall.IsLong ? 700 : 250);
        await call.Until(sink => sink.Packets.Count > 30, "packets");
        call.Discord.Voice.Downgrade(call.Call.Channel);
        await call.Settle();
        await call.Until(sink => sink.Packets.Count > 300, "packets");
        call.Discord.Voice.Upgrade(call.Call.Channel);
        await call.Settle();
        await speaking;
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }

    [PeerFact]
    public async Task A_bot_alone_is_ready_for_who_comes()
    {
        await using var call = await RecordedCall.Start(output, 0);
        for (var count = 0; count < 3; count++)
            await call.Join();
        await call.Settle();
        await call.Speak(30);
        foreach (var peer in call.Call.Peers)
            await call.IsExact(peer);
    }
}
