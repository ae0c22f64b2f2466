using System.Text;
using Chronote.Discord.Gateway;

namespace Chronote.Discord.Tests.Gateway;

public class GatewayProtocolTests
{
    private const string Resume = """{"op":6,"d":{"token":"secret-token","session_id":"sid","seq":1}}""";

    private const string Identify =
        """{"op":2,"d":{"token":"secret-token","intents":129,"properties":{"os":"linux","browser":"chronote","device":"chronote"},"shard":[0,1]}}""";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_session_identifies_with_two_intents_and_its_shard()
    {
        var script = new GatewayScript();
        script.Protocol.Begin();
        script.Take().ShouldBe(["find after 0 s"]);
        script.Protocol.Found(new Uri("wss://gateway.example"), default);
        script.Take().ShouldBe(["connect wss://gateway.example/ after 0 s"]);
        script.Protocol.Opened(default);
        script.Take().ShouldBeEmpty();
        script.Text(GatewayScript.Hello).ShouldBe([Identify]);
        script.Text(GatewayScript.Ready).ShouldBe(["Ready"]);
        script.Protocol.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void Heartbeats_begin_with_jitter_and_carry_the_last_number()
    {
        var script = new GatewayScript(draw: 0.25);
        script.Protocol.Begin();
        script.Protocol.Found(new Uri("wss://gateway.example"), default);
        script.Open();
        script.Wait(2.4 * Second).ShouldBeEmpty();
        script.Wait(0.2 * Second).ShouldBe(["""{"op":1,"d":null}"""]);
        script.Text("""{"op":11}""");
        script.Text(GatewayScript.Ready);
        script.Text("""{"op":0,"s":42,"t":"SOMETHING","d":{}}""").ShouldBeEmpty();
        script.Wait(10 * Second).ShouldBe(["""{"op":1,"d":42}"""]);
    }

    [Fact]
    public void A_heartbeat_asked_for_is_sent_at_once() => GatewayScript.Running().Text("""{"op":1,"d":null}""").ShouldBe(["""{"op":1,"d":1}"""]);

    [Fact]
    public void A_heartbeat_without_answer_closes_with_a_code_that_keeps_the_session_and_resumes()
    {
        var script = GatewayScript.Running();
        script.Wait(21 * Second).ShouldBe(["""{"op":1,"d":1}""", "close 4000", "down", "connect wss://resume.example/ after 0 s"]);
        script.Open().ShouldBe([Resume]);
        script.Text("""{"op":0,"s":2,"t":"VOICE_STATE_UPDATE","d":{"guild_id":"7","user_id":"8","channel_id":null,"session_id":"x"}}""").ShouldBe(["VoiceState"]);
        script.Text("""{"op":0,"s":3,"t":"RESUMED","d":{}}""").ShouldBe(["Resumed"]);
    }

    [Fact]
    public void Reconnect_resumes_at_once() => GatewayScript.Running().Text("""{"op":7,"d":null}""").ShouldBe(["close 4000", "down", "connect wss://resume.example/ after 0 s"]);

    [Fact]
    public void An_invalid_session_that_can_be_resumed_is_and_another_identifies_after_a_pause()
    {
        var script = GatewayScript.Running();
        script.Text("""{"op":9,"d":true}""").ShouldBe(["close 4000", "down", "connect wss://resume.example/ after 0 s"]);
        script.Open().ShouldBe([Resume]);
        script.Now += 60 * Second;
        script.Text("""{"op":9,"d":false}""").ShouldBe(["close 4000", "find after 5 s"]);
        script.Protocol.Found(new Uri("wss://gateway.example"), script.Now);
        script.Take();
        script.Open().ShouldBe([Identify]);
    }

    [Fact]
    public void Every_close_code_has_its_reaction()
    {
        (int? Code, string Reaction)[] table =
        [
            (null, "resume"), (1000, "resume"), (1001, "resume"), (1006, "resume"), (4000, "resume"), (4001, "resume"), (4002, "resume"), (4003, "resume"), (4005, "resume"),
            (4008, "resume"), (4007, "identify"), (4009, "identify"), (4004, "stop"), (4010, "stop"), (4011, "stop"), (4012, "stop"), (4013, "stop"), (4014, "stop"),
        ];
        foreach (var (code, reaction) in table)
        {
            var script = GatewayScript.Running();
            script.Now += 60 * Second;
            var said = script.Closed(code);
            (said[^1].Split(' ')[0] switch { "connect" => "resume", "find" => "identify", "stopped:" => "stop", var other => other }).ShouldBe(reaction, $"{code}");
        }
    }

    [Fact]
    public void A_session_is_resumed_some_times_and_then_identified_anew_with_growing_pauses()
    {
        var script = GatewayScript.Running();
        var said = new List<string>(script.Closed(null));
        for (var times = 0; times < 7; times++)
            said.AddRange(script.Closed(null));
        said.ShouldBe(
        [
            "down", "connect wss://resume.example/ after 0 s", "connect wss://resume.example/ after 1 s", "connect wss://resume.example/ after 2 s",
            "connect wss://resume.example/ after 4 s", "connect wss://resume.example/ after 8 s", "find after 16 s",
        ]);
    }

    [Fact]
    public void Identifying_in_vain_is_tried_less_and_less_often()
    {
        var script = new GatewayScript();
        script.Protocol.Begin();
        script.Take();
        var pauses = new List<double>();
        for (var times = 0; times < 12; times++)
        {
            script.Protocol.Found(new Uri("wss://gateway.example"), script.Now);
            script.Take();
            script.Open().ShouldBe([Identify]);
            pauses.Add(double.Parse(script.Closed(4009)[^1].Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
            script.Now += TimeSpan.FromSeconds(pauses[^1]);
        }

        // Discord takes a thousand a day.
        pauses[0].ShouldBe(5);
        pauses[^1].ShouldBe(180);
        pauses.ShouldBeInOrder();
    }

    [Fact]
    public void No_address_is_asked_for_again_and_an_unknown_token_stops()
    {
        var script = new GatewayScript();
        script.Protocol.Begin();
        script.Take();
        script.Protocol.NotFound(null, default);
        script.Protocol.NotFound(null, default);
        script.Take().ShouldBe(["find after 0 s", "find after 1 s"]);
        script.Protocol.NotFound("Discord does not know this bot token (401)", default);
        script.Take().ShouldBe(["stopped: Discord does not know this bot token (401)"]);
    }

    [Fact]
    public void Silence_instead_of_Hello_or_READY_is_given_up()
    {
        var script = new GatewayScript();
        script.Protocol.Begin();
        script.Protocol.Found(new Uri("wss://gateway.example"), default);
        script.Protocol.Opened(default);
        script.Take();
        script.Wait(21 * Second).ShouldBe(["close 4000", "find after 0 s"]);
    }

    [Fact]
    public void No_more_than_the_limit_is_sent_and_heartbeats_always_go()
    {
        var script = GatewayScript.Running();
        for (var number = 0; number < 200; number++)
            script.Protocol.Ask(Encoding.UTF8.GetBytes($"{number}"), script.Now).ShouldBeTrue();
        script.Take().ShouldBe(Enumerable.Range(0, 109).Select(number => $"{number}"));
        var beats = new List<string>();
        for (var second = 0; second < 59; second++)
        {
            beats.AddRange(script.Wait(Second));
            script.Text("""{"op":11}""");
        }

        beats.ShouldAllBe(line => line.StartsWith("{\"op\":1,"));
        script.Wait(2 * Second).Where(line => line.Length < 4).ShouldBe(Enumerable.Range(109, 91).Select(number => $"{number}"));
    }

    [Fact]
    public void A_request_without_a_session_is_not_kept()
    {
        var script = GatewayScript.Running();
        script.Closed(null);
        script.Protocol.Ask([1], script.Now).ShouldBeFalse();
        script.Open();
        script.Text("""{"op":0,"s":3,"t":"RESUMED","d":{}}""");
        script.Wait(Second).ShouldBeEmpty();
    }
}
