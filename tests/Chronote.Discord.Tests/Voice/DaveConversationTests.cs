using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Tests.Voice;

public class DaveConversationTests
{
    private readonly VoiceScript _script = VoiceScript.Connected();

    [Fact]
    public void The_external_sender_may_come_before_the_session_is_described()
    {
        var script = new VoiceScript();
        script.Protocol.Begin(default);
        script.Protocol.Opened(default);
        script.Text(VoiceScript.Hello);
        script.Text(VoiceScript.Ready("aead_aes256_gcm_rtpsize"));
        script.Binary(1, VoiceOpcode.ExternalSender, 1);
        script.Protocol.Datagram(AddressDiscoveryTests.Answer("198.51.100.9", 40_000), default);
        script.Text(VoiceScript.Description());
        script.Dave.Calls.ShouldBe(["external sender", "begin 1"]);
    }

    [Fact]
    public void Proposals_are_answered_by_a_commit_and_know_who_is_connected()
    {
        _script.Text("""{"op":11,"d":{"user_ids":["2","3"]},"seq":1}""");
        _script.Text("""{"op":13,"d":{"user_id":"3"},"seq":2}""");
        _script.Binary(3, VoiceOpcode.Proposals, 0).ShouldBe(["binary 1ccc"]);
        _script.Dave.Calls[^1].ShouldBe("proposals of 2");
        _script.Binary(4, VoiceOpcode.Proposals).ShouldBe(["note"]);
    }

    [Theory]
    [InlineData(29)]
    [InlineData(30)]
    public void A_commit_or_Welcome_that_is_followed_is_answered_by_ready_unless_the_transition_is_zero(byte opcode)
    {
        _script.Binary(1, (VoiceOpcode)opcode, 0, 7, 4).ShouldBe(
            ["""{"op":23,"d":{"transition_id":7}}""", "tell EpochChanged { Epoch = 4, PrivacyCode = code 4 }", "keys"]);
        _script.Binary(2, (VoiceOpcode)opcode, 0, 0, 5).ShouldBe(["tell EpochChanged { Epoch = 5, PrivacyCode = code 5 }", "keys"]);
        _script.Text("""{"op":22,"d":{"transition_id":7},"seq":3}""").ShouldBe(["keys"]);
    }

    [Theory]
    [InlineData(29)]
    [InlineData(30)]
    public void One_that_can_not_be_followed_enters_the_group_anew(byte opcode)
    {
        _script.Binary(1, (VoiceOpcode)opcode, 0, 7, 255).ShouldBe(["note", """{"op":31,"d":{"transition_id":7}}""", "binary 1aab"]);
        _script.Dave.Calls[^1].ShouldBe("begin again");
        _script.Binary(2, (VoiceOpcode)opcode, 0).ShouldBe(["note"]);
    }

    [Fact]
    public void A_downgrade_is_prepared_confirmed_and_executed()
    {
        _script.Text("""{"op":21,"d":{"protocol_version":0,"transition_id":9}}""").ShouldBe(["""{"op":23,"d":{"transition_id":9}}""", "keys"]);
        _script.Text("""{"op":22,"d":{"transition_id":9}}""").ShouldBe(["keys"]);
        _script.Dave.Calls.ShouldBe(["begin 1", "prepare 0", "execute"]);
        _script.Dave.ProtocolVersion.ShouldBe(0);
    }

    [Fact]
    public void A_transition_zero_is_executed_at_once_and_not_confirmed()
    {
        _script.Text("""{"op":24,"d":{"protocol_version":1,"epoch":1}}""").ShouldBe(["binary 1aaa", "keys"]);
        _script.Text("""{"op":21,"d":{"protocol_version":1,"transition_id":0}}""").ShouldBe(["keys"]);
        _script.Dave.Calls.ShouldBe(["begin 1", "begin 1", "prepare 1", "execute"]);
    }

    [Fact]
    public void An_epoch_other_than_the_first_begins_nothing()
    {
        _script.Text("""{"op":24,"d":{"protocol_version":1,"epoch":2}}""").ShouldBeEmpty();
        _script.Dave.Calls.ShouldBe(["begin 1"]);
    }

    [Fact]
    public void Frames_that_fail_enter_the_group_anew_but_not_during_a_transition_and_not_again_and_again()
    {
        _script.Binary(1, VoiceOpcode.AnnounceCommit, 0, 7, 4);
        Fail().ShouldBeEmpty();
        _script.Text("""{"op":22,"d":{"transition_id":7},"seq":3}""");
        Fail().ShouldBe(["note", """{"op":31,"d":{"transition_id":7}}""", "binary 1aab"]);
        Fail().ShouldBeEmpty();
    }

    [Fact]
    public void A_session_without_encryption_needs_no_key_package()
    {
        var script = VoiceScript.Connected(dave: 0);
        script.Dave.Calls.ShouldBe(["begin 0"]);
        script.Protocol.FramesFail(script.Now);
        script.Take().ShouldBeEmpty();
    }

    private IReadOnlyList<string> Fail()
    {
        _script.Protocol.FramesFail(_script.Now);
        return _script.Take();
    }
}
