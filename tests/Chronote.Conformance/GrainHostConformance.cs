using Chronote.Conformance.Grains;
using Chronote.Conformance.Hosts;

namespace Chronote.Conformance;

/// <summary>What grains may rely on, whichever host they run on. Written against order, never against durations.</summary>
public sealed class GrainHostConformance(HostFixture host) : IClassFixture<HostFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private Stage Stage => host.Stage;

    [Fact]
    public async Task Two_calls_to_one_grain_never_overlap()
    {
        var grain = Turns("crowd");
        var crowds = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.Crowd()));
        crowds.ShouldAllBe(crowd => crowd == 1);
    }

    [Fact]
    public async Task A_call_arriving_during_an_await_waits_for_the_turn_to_end()
    {
        var grain = Turns("await");
        var first = grain.Hold("first", "await goes on");
        await Stage.Until("await: first in");
        var second = grain.Note("second");
        Stage.Give("await goes on");
        await Task.WhenAll(first, second);
        Stage.Lines("await: ").ShouldBe(["first in", "first out", "second"]);
    }

    [Fact]
    public async Task A_call_marked_to_interleave_does_not_wait()
    {
        var grain = Turns("interleave");
        var held = grain.Hold("held", "interleave goes on");
        await Stage.Until("interleave: held in");
        var waits = grain.Note("waits");
        await grain.Interleave("between");
        Stage.Give("interleave goes on");
        await Task.WhenAll(held, waits);
        Stage.Lines("interleave: ").ShouldBe(["held in", "between", "held out", "waits"]);
    }

    [Fact]
    public async Task Changing_an_argument_after_the_call_does_not_change_what_the_grain_saw()
    {
        var grain = Turns("argument");
        var box = new Box { Items = ["sent"] };
        var kept = grain.Keep(box, "argument goes on");
        await Stage.Until("argument: has the box");
        box.Items.Add("added by the caller");
        Stage.Give("argument goes on");
        (await kept).Items.ShouldBe(["sent"]);
    }

    [Fact]
    public async Task Changing_a_result_does_not_change_the_grain()
    {
        var grain = Turns("result");
        Stage.Give("result goes on");
        var answer = await grain.Keep(new Box { Items = ["sent"] }, "result goes on");
        answer.Items.Add("added by the caller");
        (await grain.Kept()).Items.ShouldBe(["sent"]);
    }

    [Fact]
    public async Task An_exception_keeps_its_type_and_message()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => Turns("fail").Fail("as asked"));
        failure.Message.ShouldBe("as asked");
    }

    [Fact]
    public async Task A_cancelled_token_reaches_the_grain()
    {
        using var source = new CancellationTokenSource();
        var waits = Turns("cancel").WaitForEver(source.Token);
        await Stage.Until("cancel: waits");
        source.Cancel();
        await Stage.Until("cancel: cancelled");
        await Should.ThrowAsync<OperationCanceledException>(waits);
    }

    [Fact]
    public async Task A_full_mailbox_refuses_the_next_call()
    {
        var grain = Turns("full");
        var held = grain.Hold("held", "full goes on");
        await Stage.Until("full: held in");
        var calls = Enumerable.Range(0, 2 * Suite.MailboxTurnsMax).Select(_ => grain.Note("counted")).ToArray();
        var refused = await Should.ThrowAsync<Exception>(await Task.WhenAny(calls));
        refused.ToString().ShouldContain("LimitExceededException");
        Stage.Give("full goes on");
        await held;
        var served = (await Task.WhenAll(calls.Select(async call =>
        {
            try
            {
                await call;
                return 1;
            }
            catch (Exception)
            {
                return 0;
            }
        }))).Sum();
        // In a cluster some of the calls may still have been on their way when there was room again.
        served.ShouldBeInRange(Suite.MailboxTurnsMax, calls.Length - 1);
    }

    [Fact]
    public async Task A_failure_in_OnActivateAsync_fails_the_call_and_discards_the_activation()
    {
        var grain = host.Grains.GetGrain<IReluctantGrain>("reluctant");
        var failure = await Should.ThrowAsync<Exception>(() => grain.Hello());
        failure.ToString().ShouldContain("not yet");
        (await grain.Hello()).ShouldBe("hello");
    }

    [Fact]
    public async Task A_call_that_waits_at_an_ending_activation_is_served_by_the_next_one()
    {
        var grain = Turns("heir");
        var ends = grain.HoldAndEnd("heir goes on");
        await Stage.Until("heir: end in");
        var life = grain.Life();
        Stage.Give("heir goes on");
        await ends;
        (await life).ShouldBe(2);
        Stage.Lines("heir ").ShouldBe(["begins", "ends", "begins"]);
    }

    [Fact]
    public async Task An_idle_grain_is_collected()
    {
        (await Turns("idle").Life()).ShouldBe(1);
        await host.CollectIdle();
        await Stage.Until("idle ends");
        (await Turns("idle").Life()).ShouldBe(2);
    }

    [Fact]
    public async Task State_is_new_until_it_is_written_and_then_survives_the_activation()
    {
        var grain = Record("survivor");
        (await grain.Value()).ShouldBe(0);
        await grain.Write(7);
        await grain.End();
        await Stage.Until("survivor ends");
        (await grain.Value()).ShouldBe(7);
    }

    [Fact]
    public async Task A_write_with_a_stale_etag_fails_and_changes_nothing()
    {
        var grain = Record("stale");
        (await grain.WriteTwice(first: 1, second: 2)).ShouldBe("InconsistentStateException");
        await grain.End();
        await Stage.Until("stale ends");
        (await grain.Shared()).ShouldBe(1);
    }

    [Fact]
    public async Task A_stale_write_that_nobody_catches_ends_the_activation()
    {
        (await Should.ThrowAsync<Exception>(() => Record("uncaught").WriteTwiceAndFail())).GetType().Name.ShouldBe("InconsistentStateException");
        await Stage.Until("uncaught ends");
        await Record("uncaught").Value();
        Stage.Lines("uncaught begins").Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_stale_write_does_not_end_the_caller_of_the_grain_that_made_it()
    {
        (await Should.ThrowAsync<Exception>(() => Record("asks").HaveFail("asked"))).GetType().Name.ShouldBe("InconsistentStateException");
        await Stage.Until("asked ends");
        await Record("asks").Value();
        Stage.Lines("asks begins").Count.ShouldBe(1);
        Stage.Lines("asks ends").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timer_never_runs_inside_another_turn()
    {
        var grain = Clock("timer");
        await grain.StartTimer(Soon);
        var held = grain.Hold("timer goes on");
        await Stage.Until("timer: in");
        host.Clock.Advance(Soon);
        var ticks = grain.Ticks();
        Stage.Give("timer goes on");
        await Task.WhenAll(held, ticks);
        await Stage.Until("timer: tick");
        Stage.Lines("timer: ").ShouldBe(["in", "out", "tick"]);
    }

    [Fact]
    public async Task A_timer_dies_with_its_activation()
    {
        var grain = Clock("mortal");
        await grain.StartTimer(Soon);
        await grain.End();
        await Stage.Until("mortal ends");
        (await grain.Ticks()).ShouldBe(0);
        host.Clock.Advance(Soon);
        (await grain.Ticks()).ShouldBe(0);
        Stage.Lines("mortal: ").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_timer_that_interleaves_ticks_while_another_turn_waits()
    {
        var grain = Clock("impatient");
        await grain.StartInterleavingTimer(Soon);
        var held = grain.Hold("impatient goes on");
        await Stage.Until("impatient: in");
        host.Clock.Advance(Soon);
        await Stage.Until("impatient: tick");
        Stage.Give("impatient goes on");
        await held;
        Stage.Lines("impatient: ").ShouldBe(["in", "tick", "out"]);
    }

    [Fact]
    public async Task A_timer_that_was_disposed_of_does_not_tick()
    {
        var grain = Clock("stopped");
        await grain.StartTimer(Soon);
        await grain.StopTimer();
        host.Clock.Advance(Soon);
        (await grain.Ticks()).ShouldBe(0);
        await grain.StartTimer(Soon);
        host.Clock.Advance(Soon);
        await Stage.Until("stopped: tick");
        (await grain.Ticks()).ShouldBe(1);
    }

    [Fact]
    public async Task A_deactivated_grain_is_woken_by_its_reminder()
    {
        var grain = Clock("sleeper");
        await grain.Remind(Soon, Period);
        await grain.End();
        await Stage.Until("sleeper ends");
        host.Clock.Advance(Soon);
        await Stage.Until("sleeper: reminded by wake");
        Stage.Lines("sleeper begins").Count.ShouldBe(2);
        (await grain.IsReminded()).ShouldBeTrue();
        await grain.Forget();
        (await grain.IsReminded()).ShouldBeFalse();
    }

    [Fact]
    public async Task Registering_a_reminder_again_replaces_it()
    {
        var grain = Clock("replaced");
        await grain.Remind(TimeSpan.FromHours(1), Period);
        await grain.Remind(Soon, 2 * Period);
        host.Clock.Advance(Soon);
        await Stage.Until("replaced: reminded by wake");
    }

    [Fact]
    public async Task A_reminder_that_is_forgotten_within_its_own_tick_does_not_come_again()
    {
        var grain = Clock("once");
        await grain.RemindOnce(Soon, Period);
        host.Clock.Advance(Soon);
        await Stage.Until("once: reminded by last");
        (await grain.IsReminded()).ShouldBeFalse();
        host.Clock.Advance(2 * Period);
        await grain.Ticks();
        Stage.Lines("once: reminded").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_grain_whose_tick_fails_is_woken_again_a_period_later()
    {
        await Clock("failing").RemindAndFail(Soon, Period);
        host.Clock.Advance(Soon);
        await Stage.Until("failing: reminded by fail");
        // The next tick is set some time after this one is over; a clock moved before that passes it by.
        for (var minute = 0; minute < 100 && Stage.Lines("failing: reminded").Count < 2; minute++)
        {
            host.Clock.Advance(Period);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        Stage.Lines("failing: reminded").Count.ShouldBeGreaterThan(1);
        Stage.Lines("failing ends").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reminder_that_was_never_registered_is_not_found() => (await Clock("nothing").IsReminded()).ShouldBeFalse();

    [Fact]
    public Task A_reminder_more_often_than_every_minute_is_refused() =>
        Should.ThrowAsync<ArgumentException>(() => Clock("hasty").Remind(Soon, Period - TimeSpan.FromSeconds(1)));

    [Fact]
    public async Task A_stream_event_wakes_its_implicit_subscriber()
    {
        await Publisher("woken").Publish(["hello"]);
        await Stage.Until("woken hears hello");
        await host.Grains.GetGrain<IListenerGrain>("woken").End();
        await Stage.Until("woken ends");
        await Publisher("woken").Publish(["again"]);
        await Stage.Until("woken hears again");
    }

    [Fact]
    public async Task The_events_of_a_stream_arrive_in_order()
    {
        string[] texts = [.. Enumerable.Range(0, 20).Select(number => $"event {number:00}")];
        await Publisher("ordered").Publish(texts);
        await Stage.Until($"ordered hears {texts[^1]}");
        Stage.Lines("ordered hears ").ShouldBe(texts);
    }

    [Fact]
    public async Task An_event_is_delivered_again_when_its_consumer_throws_and_the_next_one_waits()
    {
        await Publisher("again").Publish(["twice", "after"]);
        await Stage.Until("again hears after");
        Stage.Lines("again hears ").ShouldBe(["twice", "twice", "after"]);
    }

    [Fact]
    public async Task An_event_that_keeps_failing_is_skipped_and_its_consumer_is_told()
    {
        await Publisher("patient").Publish(["never", "after"]);
        for (var second = 0; second < 100 && Stage.Lines("patient hears after").Count == 0; second++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        await Stage.Until("patient hears after");
        var lines = Stage.Lines("patient ");
        lines.ToList().IndexOf("gives up").ShouldBeInRange(lines.ToList().LastIndexOf("hears never"), lines.Count - 2);
        lines.Count(line => line == "hears never").ShouldBeGreaterThan(1);
    }

    [Fact]
    public void A_reference_knows_its_key() => Turns("known").GetPrimaryKeyString().ShouldBe("known");

    [Fact]
    public async Task An_interface_of_several_classes_needs_a_prefix()
    {
        Should.Throw<ArgumentException>(() => host.Grains.GetGrain<ITwiceServedGrain>("any"));
        (await host.Grains.GetGrain<ITwiceServedGrain>("any", typeof(SecondServingGrain).FullName).Who()).ShouldBe("second");
    }

    private ITurnsGrain Turns(string key) => host.Grains.GetGrain<ITurnsGrain>(key);

    private IClockGrain Clock(string key) => host.Grains.GetGrain<IClockGrain>(key);

    private IRecordGrain Record(string key) => host.Grains.GetGrain<IRecordGrain>(key);

    private IPublisherGrain Publisher(string key) => host.Grains.GetGrain<IPublisherGrain>(key);
}
