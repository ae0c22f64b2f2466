using Chronote.Discord.Simulated;
using Chronote.Discord.Simulated.Certificates;
using Chronote.Discord.Simulated.Peers;
using Chronote.Discord.Voice;
using Xunit.Abstractions;

namespace Chronote.Discord.Tests.EndToEnd;

/// <summary>Calls that end for us, and say why.</summary>
[Trait("Speed", "Slow")]
public class EndedCallTests(ITestOutputHelper output)
{
    [PeerFact]
    public async Task A_bot_that_is_kicked_ends_and_says_so()
    {
        await using var call = await RecordedCall.Start(output, 1);
        call.Discord.Voice.Kick(call.Call.Guild, call.Bot);
        (await call.Receiver.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Reason.ShouldBe(VoiceEnd.Kicked);
        call.Sink.Events[^1].ShouldBeOfType<VoiceEvent.Ended>();
    }

    [PeerTheory]
    [InlineData(4017, VoiceEnd.EncryptionRequired)]
    [InlineData(4021, VoiceEnd.Refused)]
    [InlineData(4022, VoiceEnd.CallEnded)]
    public async Task A_close_code_that_nothing_can_mend_ends_it(int code, VoiceEnd reason)
    {
        await using var call = await RecordedCall.Start(output, 1);
        call.Discord.Voice.Close(call.Bot, code);
        (await call.Receiver.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Reason.ShouldBe(reason);
        await call.Discord.Until(() => call.Call.Guild.VoiceStateOf(call.Bot) is null, "the bot is out of the channel");
    }

    [PeerFact]
    public async Task A_channel_that_is_full_does_not_admit()
    {
        await using var call = await RecordedCall.Start(output, 1, timings: new VoiceTimings { JoinMax = TimeSpan.FromSeconds(1) });
        await call.Receiver.Leave();
        call.Call.Channel.UserLimit = 1;
        call.Listen();
        (await call.Receiver.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Reason.ShouldBe(VoiceEnd.NotAdmitted);
    }

    [PeerFact]
    public async Task A_voice_server_whose_certificate_nobody_vouches_for_is_not_talked_to()
    {
        using var stranger = new TestAuthority(TimeProvider.System);
        var timings = new VoiceTimings { GiveUpAfter = TimeSpan.FromSeconds(1), Backoff = TimeSpan.FromMilliseconds(100) };
        await using var call = await RecordedCall.Start(output, 1, timings: timings, root: stranger.PemPath);
        (await call.Receiver.Completion.WaitAsync(TimeSpan.FromSeconds(20))).Reason.ShouldBe(VoiceEnd.Refused);
        call.Sink.Events.OfType<VoiceEvent.Connected>().ShouldBeEmpty();
        call.Discord.Voice.Ssrc(call.Bot).ShouldBe(0u);
    }
}
