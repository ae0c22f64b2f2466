using Chronote.Discord.Voice;
using Chronote.Discord.Voice.Control;

namespace Chronote.Discord.Tests.Voice;

public class VoiceJourneyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly VoiceCloseCode Broken = VoiceCloseCode.Of(4006);

    private readonly VoiceJourney _journey = new(new(100), new(200), new VoiceTimings(), () => 1);
    private TimeSpan _now;

    [Fact]
    public void Joining_waits_for_state_and_server_in_either_order()
    {
        Up().ShouldBe(["request 200"]);
        State(200, "s").ShouldBeEmpty();
        Server("t1", "h1").ShouldBe(["start 200 h1"]);
        Runs().ShouldBe(["tell Connected { Session = 1 }"]);

        var other = new VoiceJourneyTests();
        other.Up();
        other.Server("t1", "h1").ShouldBeEmpty();
        other.State(200, "s").ShouldBe(["start 200 h1"]);
    }

    [Fact]
    public void Whoever_is_left_over_in_a_channel_leaves_first()
    {
        Up(present: 200).ShouldBe(["request "]);
        State(null, "s").ShouldBe(["request 200"]);
        var unanswered = new VoiceJourneyTests();
        unanswered.Up(present: 300);
        unanswered.Wait(2 * Second).ShouldBe(["request 200"]);
    }

    [Fact]
    public void A_channel_that_does_not_answer_does_not_admit()
    {
        Up();
        Wait(9.9 * Second).ShouldBeEmpty();
        Wait(Second).ShouldBe(["stop", "request ", "tell Ended { Reason = NotAdmitted, Detail = no answer to the request to join }"]);
        _journey.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public void Joining_begins_when_the_main_gateway_is_there_and_again_when_it_is_back()
    {
        _journey.Begin(_now);
        Take().ShouldBeEmpty();
        Wait(60 * Second).ShouldBeEmpty();
        Told(new VoiceNews.Up(true, null)).ShouldBe(["request 200"]);
        Told(new VoiceNews.Down()).ShouldBeEmpty();
        Wait(60 * Second).ShouldBeEmpty();
        Told(new VoiceNews.Up(false, null)).ShouldBe(["request 200"]);
    }

    [Fact]
    public void Another_server_or_token_is_a_new_session_and_the_same_one_is_not()
    {
        Connect();
        Server("t1", "h1").ShouldBeEmpty();
        Server("t2", "h1").ShouldBe(["stop", "tell Interrupted { Reason = the voice server changed }", "start 200 h1"]);
        Runs().ShouldBe(["tell Connected { Session = 2 }"]);
    }

    [Fact]
    public void A_server_that_is_gone_is_waited_for()
    {
        Connect();
        Server("t2", null).ShouldBe(["stop", "tell Interrupted { Reason = the voice server is gone }"]);
        Over(VoiceCloseCode.Of(4014)).ShouldBeEmpty();
        Server("t3", "h2").ShouldBe(["start 200 h2"]);

        var forgotten = new VoiceJourneyTests();
        forgotten.Connect();
        forgotten.Server("t2", null);
        forgotten.Wait(31 * Second).ShouldBe(["request "]);
        forgotten.State(null, "s").ShouldBe(["request 200"]);
    }

    [Fact]
    public void A_move_is_followed_with_a_new_session_in_the_new_channel()
    {
        Connect();
        _now += 60 * Second;
        State(201, "s2").ShouldBe(["stop", "tell Interrupted { Reason = moved to another channel }"]);
        _journey.Channel.ShouldBe(new Snowflake(201));
        Server("t2", "h1").ShouldBe(["start 201 h1"]);
        _journey.RejoinAsked("try", _now);
        Take().ShouldBe(["stop", "request "]);
        State(null, "s2").ShouldBe(["request 201"]);
    }

    [Fact]
    public void A_move_whose_server_was_named_first_uses_that_server()
    {
        Connect();
        _now += 60 * Second;
        Server("t2", "h2").ShouldBe(["stop", "tell Interrupted { Reason = the voice server changed }", "start 200 h2"]);
        State(201, "s2").ShouldBe(["stop"]);
        Server("t3", "h2").ShouldBe(["start 201 h2"]);

        var closed = new VoiceJourneyTests();
        closed.Connect();
        closed.Over(VoiceCloseCode.Of(4014));
        closed.State(201, "s2");
        closed.Server("t2", "h2").ShouldBe(["start 201 h2"]);
    }

    [Fact]
    public void A_kick_ends_it_whichever_gateway_says_so_first()
    {
        Connect();
        Over(VoiceCloseCode.Of(4014)).ShouldBe(["stop", "tell Interrupted { Reason = disconnected (4014) }"]);
        State(null, "s").ShouldBe(["stop", "tell Ended { Reason = Kicked, Detail = disconnected by somebody }"]);

        var other = new VoiceJourneyTests();
        other.Connect();
        other.State(null, "s").ShouldBeEmpty();
        other.Over(VoiceCloseCode.Of(4014)).ShouldBe(["stop", "tell Ended { Reason = Kicked, Detail = disconnected (4014) }"]);

        var silent = new VoiceJourneyTests();
        silent.Connect();
        silent.State(null, "s");
        silent.Wait(2 * Second).ShouldBe(["stop", "tell Ended { Reason = Kicked, Detail = disconnected by somebody }"]);
    }

    [Fact]
    public void A_call_that_was_terminated_is_not_a_kick()
    {
        Connect();
        State(null, "s");
        Over(VoiceCloseCode.Of(4022)).ShouldBe(["stop", "tell Ended { Reason = CallEnded, Detail = call terminated (4022) }"]);
    }

    [Fact]
    public void A_disconnect_that_nobody_explains_is_joined_anew()
    {
        Connect();
        Over(VoiceCloseCode.Of(4014));
        Wait(6 * Second).ShouldBe(["request "]);
        State(null, "s").ShouldBe(["request 200"]);
    }

    [Fact]
    public void A_disconnect_while_the_main_gateway_is_away_waits_for_it()
    {
        Connect();
        Told(new VoiceNews.Down());
        Over(VoiceCloseCode.Of(4014));
        Wait(60 * Second).ShouldBeEmpty();
        State(null, "s").ShouldBe(["stop", "tell Ended { Reason = Kicked, Detail = disconnected by somebody }"]);

        var lost = new VoiceJourneyTests();
        lost.Connect();
        lost.Told(new VoiceNews.Down());
        lost.Over(VoiceCloseCode.Of(4014));
        lost.Wait(60 * Second);
        lost.Told(new VoiceNews.Up(true, null)).ShouldBe(["request 200"]);
    }

    [Fact]
    public void Voice_goes_on_while_the_main_gateway_is_resumed_and_begins_anew_when_it_identified_anew()
    {
        Connect();
        Told(new VoiceNews.Down()).ShouldBeEmpty();
        Told(new VoiceNews.Up(false, new(200))).ShouldBeEmpty();
        Told(new VoiceNews.Down());
        Told(new VoiceNews.Up(true, null)).ShouldBe(["stop", "tell Interrupted { Reason = the main gateway's session was lost }", "request 200"]);
    }

    [Fact]
    public void Failures_are_tried_again_at_once_then_later_and_later_until_it_is_given_up()
    {
        Connect();
        _now += 60 * Second;
        var pauses = new List<double>();
        Over(Broken).ShouldBe(["stop", "tell Interrupted { Reason = session no longer valid (4006) }", "request "]);
        while (!_journey.HasEnded)
        {
            State(null, "s");
            State(200, "s");
            Server($"t{pauses.Count}", "h").Count.ShouldBe(1);
            var began = _now;
            if (Over(Broken).Count > 1)
                break;
            Wait((_journey.Due ?? _now) - _now);
            pauses.Add((_now - began).TotalSeconds);
        }

        pauses.Take(7).ShouldBe([1, 2, 4, 8, 16, 30, 30]);
        _now.ShouldBeGreaterThan(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public void Given_up_it_says_so_and_leaves()
    {
        Connect();
        Over(Broken);
        _now += TimeSpan.FromMinutes(16);
        State(null, "s");
        State(200, "s");
        Server("t9", "h");
        Over(Broken).ShouldBe(["stop", "stop", "request ", "tell Ended { Reason = Refused, Detail = session no longer valid (4006) }"]);
    }

    [Fact]
    public void An_answer_that_stays_out_later_on_is_no_reason_to_end_at_once()
    {
        Connect();
        Over(Broken);
        State(null, "s");
        Wait(10 * Second).ShouldBeEmpty();
        Wait(Second).ShouldBe(["request 200"]);
    }

    [Theory]
    [InlineData(4017, "EncryptionRequired")]
    [InlineData(4021, "Refused")]
    [InlineData(4012, "Refused")]
    public void What_trying_again_can_not_mend_ends_it_and_leaves_the_channel(int code, string reason)
    {
        Connect();
        var said = Over(VoiceCloseCode.Of(code));
        said.ShouldContain("request ");
        said[^1].ShouldStartWith($"tell Ended {{ Reason = {reason},");
    }

    [Fact]
    public void A_receiver_that_was_replaced_ends_without_touching_the_channel()
    {
        Connect();
        Told(new VoiceNews.Replaced()).ShouldBe(["stop", "tell Ended { Reason = Replaced, Detail = another receiver took over }"]);
        Over(VoiceCloseCode.Of(4006)).ShouldBeEmpty();
        Leave().ShouldBeEmpty();
    }

    [Fact]
    public void Leaving_waits_for_the_answer_for_a_moment()
    {
        Connect();
        Leave().ShouldBe(["stop", "request "]);
        State(null, "s").ShouldBe(["stop", "tell Ended { Reason = Asked, Detail = asked to leave }"]);
        Leave().ShouldBeEmpty();

        var unanswered = new VoiceJourneyTests();
        unanswered.Connect();
        unanswered.Leave();
        unanswered.Wait(3 * Second)[^1].ShouldStartWith("tell Ended { Reason = Asked");

        var offline = new VoiceJourneyTests();
        offline._journey.Begin(default);
        offline.Leave()[^1].ShouldStartWith("tell Ended { Reason = Asked");
    }

    [Fact]
    public void No_order_of_events_breaks_it_and_every_journey_can_be_ended()
    {
        const int Seeds = 300;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var test = new VoiceJourneyTests();
            test.Up();
            for (var step = 0; step < 200 && !test._journey.HasEnded; step++)
            {
                switch (random.Next(9))
                {
                    case 0: test.State(random.Next(3) == 0 ? 201ul : 200, "s"); break;
                    case 1: test.State(null, "s"); break;
                    case 2: test.Server($"t{random.Next(3)}", random.Next(4) == 0 ? null : "h"); break;
                    case 3: test.Told(new VoiceNews.Down()); break;
                    case 4: test.Told(new VoiceNews.Up(random.Next(2) == 0, random.Next(2) == 0 ? null : new Snowflake(200))); break;
                    case 5: test.Over(VoiceCloseCode.Of(random.Next(8) == 0 ? 4022 : random.Next(2) == 0 ? 4014 : 4006)); break;
                    case 6: test.Runs(); break;
                    default: test.Wait(random.Next(4) * Second); break;
                }
            }

            test._journey.LeaveAsked(test._now);
            test.Take();
            test.Wait(5 * Second);
            test._journey.HasEnded.ShouldBeTrue($"seed {seed}");
        }
    }

    private void Connect()
    {
        Up();
        State(200, "s");
        Server("t1", "h1");
        Runs();
    }

    private IReadOnlyList<string> Up(ulong? present = null)
    {
        _journey.Told(new VoiceNews.Up(false, present is { } id ? new Snowflake(id) : null), _now);
        _journey.Begin(_now);
        return Take();
    }

    private IReadOnlyList<string> State(ulong? channel, string session) => Told(new VoiceNews.State(channel is { } id ? new Snowflake(id) : null, session));

    private IReadOnlyList<string> Server(string token, string? endpoint) => Told(new VoiceNews.Server(token, endpoint));

    private IReadOnlyList<string> Told(VoiceNews news)
    {
        _journey.Told(news, _now);
        return Take();
    }

    private IReadOnlyList<string> Runs()
    {
        _journey.SessionRuns(_now);
        return Take();
    }

    private IReadOnlyList<string> Over(VoiceCloseCode cause)
    {
        _journey.SessionOver(cause, _now);
        return Take();
    }

    private IReadOnlyList<string> Leave()
    {
        _journey.LeaveAsked(_now);
        return Take();
    }

    private IReadOnlyList<string> Wait(TimeSpan time)
    {
        var until = _now + time;
        var said = new List<string>();
        while (_journey.Due is { } due && due <= until)
        {
            _now = due > _now ? due : _now;
            _journey.Tick(_now);
            said.AddRange(Take());
        }

        _now = until;
        return said;
    }

    private IReadOnlyList<string> Take() => [.. _journey.Take().Select(action => action switch
    {
        JourneyAction.Request request => $"request {request.Channel}",
        JourneyAction.Start start => $"start {start.Ticket.Channel} {start.Ticket.Endpoint}",
        JourneyAction.Tell tell => $"tell {tell.Event}",
        _ => "stop",
    })];
}
