using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Tests.Voice;

public class VoiceProtocolTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_session_opens_in_the_documented_order()
    {
        var script = new VoiceScript();
        script.Protocol.Begin(default);
        script.Take().ShouldBe(["connect after 0 ms"]);
        script.Protocol.Opened(default);
        script.Take().ShouldBeEmpty();
        script.Text(VoiceScript.Hello).ShouldBe(
            ["""{"op":0,"d":{"server_id":"100","user_id":"1","session_id":"sid","token":"secret-token","max_dave_protocol_version":1}}"""]);
        script.Text(VoiceScript.Ready("aead_xchacha20_poly1305_rtpsize", "aead_aes256_gcm_rtpsize")).ShouldBe(["socket 203.0.113.1:5000", "datagram 74"]);
        script.Protocol.Datagram(AddressDiscoveryTests.Answer("198.51.100.9", 40_000), default);
        script.Take().ShouldBe(["""{"op":1,"d":{"protocol":"udp","data":{"address":"198.51.100.9","port":40000,"mode":"aead_aes256_gcm_rtpsize"}}}"""]);
        script.Text(VoiceScript.Description()).ShouldBe(
        [
            "secure aead_aes256_gcm_rtpsize", "binary 1aaa", "keys", """{"op":5,"d":{"speaking":1,"delay":0,"ssrc":9}}""", "silence",
            """{"op":5,"d":{"speaking":0,"delay":0,"ssrc":9}}""", "running",
        ]);
        script.Dave.Calls.ShouldBe(["begin 1"]);
        script.Wait(TimeSpan.Zero).ShouldBe(["datagram 8"]);
    }

    [Theory]
    [InlineData("aead_xchacha20_poly1305_rtpsize", "aead_xchacha20_poly1305_rtpsize")]
    [InlineData("xsalsa20_poly1305 aead_xchacha20_poly1305_rtpsize aead_aes256_gcm_rtpsize", "aead_aes256_gcm_rtpsize")]
    public void The_preferred_mode_of_those_offered_is_taken(string offered, string taken)
    {
        var script = Greeted();
        script.Text(VoiceScript.Ready(offered.Split(' ')));
        script.Protocol.Datagram(AddressDiscoveryTests.Answer("198.51.100.9", 40_000), default);
        script.Take().Single().ShouldContain($"\"{taken}\"");
    }

    [Fact]
    public void Without_a_mode_that_both_speak_it_is_over() => Greeted().Text(VoiceScript.Ready("xsalsa20_poly1305")).ShouldBe(["over End Refused"]);

    [Fact]
    public void The_heartbeat_interval_of_Ready_is_ignored_and_beats_carry_the_last_number()
    {
        var script = VoiceScript.Connected();
        script.Text("""{"op":13,"d":{"user_id":"77"},"seq":65535}""");
        script.Wait(5 * Second).Where(line => line.Contains("\"op\":3")).ShouldBe(["""{"op":3,"d":{"t":5000,"seq_ack":65535}}"""]);
        script.Text("""{"op":6,"d":{"t":5000}}""");
        script.Binary(0, VoiceOpcode.ExternalSender);
        script.Wait(10 * Second).Where(line => line.Contains("\"op\":3")).ShouldBe(["""{"op":3,"d":{"t":15000,"seq_ack":0}}"""]);
    }

    [Fact]
    public void A_message_that_can_not_be_read_still_counts_as_seen()
    {
        var script = VoiceScript.Connected();
        script.Text("""{"op":13,"d":{"user_id":"nobody"},"seq":77}""").ShouldBe(["note"]);
        script.Protocol.LastSequence.ShouldBe(77);
    }

    [Fact]
    public void Before_anything_numbered_the_acknowledged_number_is_minus_one()
    {
        var script = Greeted();
        script.Wait(5 * Second).ShouldBe(["""{"op":3,"d":{"t":5000,"seq_ack":-1}}"""]);
    }

    [Fact]
    public void A_heartbeat_without_answer_closes_to_resume()
    {
        var script = VoiceScript.Connected();
        script.Wait(15 * Second).Where(line => !line.StartsWith("datagram")).ShouldBe(["""{"op":3,"d":{"t":5000,"seq_ack":-1}}""", "close 4900", "note", "connect after 0 ms"]);
    }

    [Fact]
    public void The_address_is_asked_for_again_and_then_given_up()
    {
        var script = Greeted(new VoiceTimings { DiscoveryTries = 3 });
        script.Text(VoiceScript.Ready("aead_aes256_gcm_rtpsize"));
        script.Wait(2 * Second).ShouldBe(["datagram 74", "datagram 74", "over Rejoin no answer to the address discovery"]);
    }

    [Fact]
    public void The_way_back_is_kept_open_every_five_seconds()
    {
        var script = VoiceScript.Connected();
        script.Wait(4.9 * Second).Count(line => line == "datagram 8").ShouldBe(1);
        script.Wait(Second).Count(line => line == "datagram 8").ShouldBe(1);
    }

    [Fact]
    public void A_resume_keeps_everything_and_names_the_last_number()
    {
        var script = VoiceScript.Connected();
        script.Binary(65_535, VoiceOpcode.ExternalSender);
        script.Binary(2, VoiceOpcode.ExternalSender);
        script.Closed(4015).ShouldBe(["note", "connect after 0 ms"]);
        script.Protocol.Opened(script.Now);
        script.Text(VoiceScript.Hello).ShouldBe(["""{"op":7,"d":{"server_id":"100","session_id":"sid","token":"secret-token","seq_ack":2}}"""]);
        script.Binary(2, VoiceOpcode.ExternalSender);
        script.Binary(1, VoiceOpcode.ExternalSender);
        script.Dave.Calls.Count(call => call == "external sender").ShouldBe(2);
        script.Text("""{"op":9,"d":null}""").ShouldBe(["tell Resumed { }"]);
        script.Binary(3, VoiceOpcode.ExternalSender);
        script.Dave.Calls.ShouldBe(["begin 1", "external sender", "external sender", "external sender"]);
    }

    [Fact]
    public void Messages_missed_are_taken_before_the_resume_is_confirmed_and_after()
    {
        var script = VoiceScript.Connected();
        script.Text("""{"op":11,"d":{"user_ids":["2"]},"seq":10}""");
        script.Closed(null);
        script.Protocol.Opened(script.Now);
        script.Text(VoiceScript.Hello);
        script.Text("""{"op":11,"d":{"user_ids":["3"]},"seq":11}""").ShouldBe(["tell UserJoined { User = 3 }"]);
        script.Text("""{"op":9,"d":null}""");
        script.Text("""{"op":11,"d":{"user_ids":["4"]},"seq":12}""").ShouldBe(["tell UserJoined { User = 4 }"]);
        script.Text("""{"op":11,"d":{"user_ids":["5"]},"seq":12}""").ShouldBeEmpty();
    }

    [Fact]
    public void A_resume_that_is_refused_is_a_new_join()
    {
        var script = VoiceScript.Connected();
        script.Closed(null);
        script.Protocol.Opened(script.Now);
        script.Text(VoiceScript.Hello);
        script.Closed(4006).ShouldBe(["over Rejoin session no longer valid (4006)"]);
        script.Closed(4006).ShouldBeEmpty();
    }

    [Fact]
    public void A_resume_is_tried_with_growing_pauses_for_so_long_and_then_given_up()
    {
        var script = VoiceScript.Connected();
        var said = new List<string>(script.Closed(null));
        while (!script.Protocol.IsOver)
        {
            script.Now += 3 * Second;
            said.AddRange(script.Closed(null));
        }

        said.Count(line => line.StartsWith("connect")).ShouldBeInRange(5, 12);
        said.Where(line => line.StartsWith("connect")).Take(4).ShouldBe(["connect after 0 ms", "connect after 187.5 ms", "connect after 375 ms", "connect after 750 ms"]);
        said[^1].ShouldBe("over Rejoin the voice connection broke, and could not be resumed");
        script.Now.TotalSeconds.ShouldBeInRange(30, 36);
    }

    [Fact]
    public void A_session_that_never_connected_is_not_resumed()
    {
        Greeted().Closed(4015).ShouldBe(["over Rejoin voice server crashed (4015)"]);
        var script = new VoiceScript();
        script.Protocol.Begin(default);
        script.Take();
        script.Wait(11 * Second).ShouldBe(["over Rejoin waited in vain for Connecting"]);
    }

    [Theory]
    [InlineData(4014, "over AwaitGateway disconnected (4014)")]
    [InlineData(4017, "over End EncryptionRequired")]
    [InlineData(4022, "over End CallEnded")]
    [InlineData(4009, "over Rejoin session timeout (4009)")]
    public void A_close_code_ends_the_session_as_the_table_says(int code, string said) => VoiceScript.Connected().Closed(code).ShouldBe([said]);

    [Fact]
    public void Members_and_senders_are_told()
    {
        var script = VoiceScript.Connected();
        script.Text("""{"op":11,"d":{"user_ids":["1","2","3","2"]},"seq":1}""").ShouldBe(["tell UserJoined { User = 2 }", "tell UserJoined { User = 3 }"]);
        script.Text("""{"op":5,"d":{"user_id":"2","ssrc":50,"speaking":1},"seq":2}""").ShouldBe(["named 50 2"]);
        script.Text("""{"op":12,"d":{"user_id":"3","audio_ssrc":60},"seq":3}""").ShouldBe(["named 60 3"]);
        script.Text("""{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1},"seq":4}""").ShouldBeEmpty();
        script.Text("""{"op":13,"d":{"user_id":"2"},"seq":5}""").ShouldBe(["left 2", "tell UserLeft { User = 2 }"]);
        script.Text("""{"op":13,"d":{"user_id":"2"},"seq":6}""").ShouldBeEmpty();
    }

    [Fact]
    public void A_description_of_another_mode_or_a_newer_encryption_ends_the_session()
    {
        Described(VoiceScript.Description(mode: "aead_xchacha20_poly1305_rtpsize")).ShouldBe(["over Rejoin another transport encryption than was asked for"]);
        Described(VoiceScript.Description(dave: 2)).ShouldBe(["over End EncryptionRequired"]);
        VoiceScript.Connected().Text("""{"op":21,"d":{"protocol_version":2,"transition_id":3}}""").ShouldBe(["over End EncryptionRequired"]);
        VoiceScript.Connected().Text("""{"op":24,"d":{"protocol_version":2,"epoch":1}}""").ShouldBe(["over End EncryptionRequired"]);
    }

    private static VoiceScript Greeted(VoiceTimings? timings = null)
    {
        var script = new VoiceScript(timings);
        script.Protocol.Begin(default);
        script.Protocol.Opened(default);
        script.Text(VoiceScript.Hello);
        return script;
    }

    private static IReadOnlyList<string> Described(string description)
    {
        var script = Greeted();
        script.Text(VoiceScript.Ready("aead_aes256_gcm_rtpsize"));
        script.Protocol.Datagram(AddressDiscoveryTests.Answer("198.51.100.9", 40_000), default);
        script.Take();
        return script.Text(description);
    }
}
