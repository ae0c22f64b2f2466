using Chronote.Domain.Meetings;

namespace Chronote.Domain.Tests.Meetings;

/// <summary>Meetings driven by drawn commands, and by nothing but their own wish to look again.</summary>
public sealed class MeetingWalkTests
{
    [Fact]
    public void A_meeting_never_goes_back_but_between_recording_and_interrupted()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            MeetingState state = new MeetingState.Absent();
            var now = Given.Noon;
            for (var step = 0; step < 60; step++)
            {
                now += TimeSpan.FromSeconds(Math.Pow(10, random.NextDouble() * 5));
                foreach (var happened in Meeting.Decide(state, Draw(random, now), now).Events)
                {
                    var next = Meeting.Evolve(state, happened);
                    Rank(next).ShouldBeGreaterThanOrEqualTo(Rank(state), $"seed {seed}, step {step}: {Shown.Value(state)} → {Shown.Value(next)}");
                    state = next;
                }
            }
        }
    }

    [Fact]
    public void I5_A_look_at_the_deadline_or_later_always_ends_a_stopped_meeting()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var draining = new MeetingState.Draining(Given.Noon, Given.Noon + TimeSpan.FromSeconds(random.Next(0, 120)));
            var now = draining.DeadlineAt + TimeSpan.FromSeconds(random.Next(0, 3) * random.Next(0, 100_000));
            var next = Meeting.Decide(draining, new MeetingCommand.Look(Progress(random, now)), now).Events.Aggregate<MeetingEvent, MeetingState>(draining, Meeting.Evolve);
            (next is MeetingState.Completed or MeetingState.Failed).ShouldBeTrue(Shown.Value(next));
        }
    }

    [Fact]
    public void A_meeting_that_isnt_over_always_asks_to_be_looked_at_again_and_never_after_its_deadline()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var now = Given.Noon + TimeSpan.FromSeconds(random.Next(0, 100_000));
            foreach (var state in new[] { "Recording", "Interrupted since=-30h", "Interrupted", "Draining", "Draining deadline=2s", "Draining deadline=200ms" }.Select(MeetingWords.State))
            {
                var at = state is MeetingState.Draining ? Given.Noon : now;
                var decision = Meeting.Decide(state, new MeetingCommand.Look(Progress(random, at)), at);
                var next = decision.Events.Aggregate(state, Meeting.Evolve);
                if (next is MeetingState.Failed) continue;
                var again = decision.Effects.OfType<MeetingEffect.LookAgain>().ShouldHaveSingleItem().At;
                again.ShouldBeGreaterThanOrEqualTo(at);
                if (next is MeetingState.Draining draining) again.ShouldBeLessThanOrEqualTo(draining.DeadlineAt);
            }
        }
    }

    [Fact]
    public void I5_Following_only_its_own_wishes_a_stopped_meeting_completes_at_its_deadline_to_the_instant()
    {
        var stuck = new MeetingProgress(3, 1, 2, 0, Given.Noon, false, false);
        var (state, now, looks) = Follow(new MeetingState.Recording(Given.Noon), new MeetingCommand.Stop(Limits.DrainDeadlineDefault), Given.Noon, stuck);
        state.ShouldBe(new MeetingState.Completed(Given.Noon, Given.Noon + Limits.DrainDeadlineDefault));
        now.ShouldBe(Given.Noon + Limits.DrainDeadlineDefault);
        looks.ShouldBeInRange(50, 70);
    }

    [Fact]
    public void A_meeting_that_nobody_speaks_in_ends_by_itself()
    {
        var silent = new MeetingProgress(3, 0, 0, 0, Given.Noon, true, true);
        var (state, now, _) = Follow(new MeetingState.Absent(), new MeetingCommand.Create(), Given.Noon, silent);
        state.ShouldBeOfType<MeetingState.Completed>();
        (now - Given.Noon).ShouldBeInRange(Limits.SourceSilentMax + Limits.InterruptedMax, Limits.SourceSilentMax + Limits.InterruptedMax + 3 * Meeting.QuietEvery);
    }

    [Fact]
    public void A_meeting_without_any_audio_ends_by_itself_as_failed()
    {
        var empty = new MeetingProgress(0, 0, 0, 0, null, true, false);
        Follow(new MeetingState.Absent(), new MeetingCommand.Create(), Given.Noon, empty).State.ShouldBeOfType<MeetingState.Failed>();
    }

    // Does what a shell does that gets no hints: waits until the instant asked for, looks, and ends when the meeting is over.
    private static (MeetingState State, DateTimeOffset Now, int Looks) Follow(MeetingState state, MeetingCommand command, DateTimeOffset now, MeetingProgress progress)
    {
        for (var looks = 0; looks < 10_000; looks++)
        {
            var decision = Meeting.Decide(state, command, now);
            state = decision.Events.Aggregate(state, Meeting.Evolve);
            if (state is MeetingState.Completed or MeetingState.Failed) return (state, now, looks);
            now = decision.Effects.OfType<MeetingEffect.LookAgain>().Single().At;
            command = new MeetingCommand.Look(progress);
        }
        throw new InvalidOperationException($"It never ended: {Shown.Value(state)}");
    }

    private static MeetingCommand Draw(Random random, DateTimeOffset now) => random.Next(30) switch
    {
        0 => new MeetingCommand.Create(),
        1 => new MeetingCommand.Stop(TimeSpan.FromSeconds(random.Next(0, 100))),
        2 when random.Next(4) == 0 => new MeetingCommand.Cancel(),
        3 when random.Next(4) == 0 => new MeetingCommand.Delete(),
        < 6 => new MeetingCommand.Create(),
        _ => new MeetingCommand.Look(Progress(random, now)),
    };

    private static MeetingProgress Progress(Random random, DateTimeOffset now) => new(
        random.Next(3), random.Next(3), random.Next(3), random.Next(3),
        random.Next(4) == 0 ? null : now - TimeSpan.FromSeconds(Math.Pow(10, random.NextDouble() * 5)), random.Next(2) == 0, random.Next(2) == 0);

    private static int Rank(MeetingState state) => state switch
    {
        MeetingState.Absent => 0,
        MeetingState.Recording or MeetingState.Interrupted => 1,
        MeetingState.Draining => 2,
        MeetingState.Failed => 3,
        MeetingState.Completed => 4,
        MeetingState.Cancelled => 5,
        MeetingState.Deleted => 6,
        _ => throw new ArgumentException(state.GetType().Name),
    };
}
