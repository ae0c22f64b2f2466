using Chronote.Domain.Guilds;

namespace Chronote.Domain.Tests.Guilds;

/// <summary>Guilds driven by drawn commands of several servers that know nothing of each other.</summary>
public sealed class GuildWalkTests
{
    [Fact]
    public void I7_The_fence_never_goes_back_and_only_its_holder_is_heard()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (state, now) = (new GuildState(), Given.Noon);
            for (var step = 0; step < 80; step++)
            {
                now += TimeSpan.FromSeconds(random.NextDouble() * 10);
                var command = Draw(random, state);
                var decision = Guild.Decide(state, command, now);
                var next = decision.Events.Aggregate(state, Guild.Evolve);
                next.Epoch.ShouldBeGreaterThanOrEqualTo(state.Epoch, $"seed {seed}, step {step}");
                if (command is GuildCommand.Renew or GuildCommand.Left && decision.Refused is null) EpochOf(command).ShouldBe(state.Session!.Epoch, $"seed {seed}, step {step}");
                if (next.Session is { } session && session.Silo != state.Session?.Silo && state.Session?.Silo is not null && session.Meeting == state.Session.Meeting)
                    (state.Session.HasReceiverAt(now) && command is GuildCommand.Take { IsAlone: false }).ShouldBeFalse($"seed {seed}, step {step}: taken from one that is alive");
                state = next;
            }
        }
    }

    [Fact]
    public void Nothing_is_received_that_was_not_announced()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (state, now) = (new GuildState(), Given.Noon);
            var announced = new HashSet<MeetingId>();
            for (var step = 0; step < 80; step++)
            {
                now += TimeSpan.FromSeconds(random.NextDouble() * 10);
                var command = Draw(random, state);
                var decision = Guild.Decide(state, command, now);
                if (command is GuildCommand.Announced { Meeting: var meeting } && decision.Events.Count > 0) announced.Add(meeting);
                state = decision.Events.Aggregate(state, Guild.Evolve);
                if (state.Session is { Silo: not null } session) announced.ShouldContain(session.Meeting, $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void A_guild_left_alone_comes_to_rest_and_every_session_ends()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var (state, now) = (new GuildState(), Given.Noon);
            for (var step = 0; step < 40; step++) state = Guild.Decide(state, Draw(random, state), now).Events.Aggregate(state, Guild.Evolve);
            for (var look = 0; Guild.LookAt(state, now) is { } at; look++)
            {
                look.ShouldBeLessThan(1_000, $"seed {seed} never rests: {state} at {now}, look at {at}");
                at.ShouldBeGreaterThanOrEqualTo(now);
                now = at;
                var decision = Guild.Decide(state, new GuildCommand.Look(), now);
                state = decision.Events.Aggregate(state, Guild.Evolve);
                foreach (var effect in decision.Effects) state = Guild.Decide(state, Done(effect), now).Events.Aggregate(state, Guild.Evolve);
            }
            state.Session.ShouldBeNull($"seed {seed}");
            state.Ended.ShouldAllBe(ended => ended.IsClosed);
            state.Erasures.ShouldBeEmpty();
        }
    }

    private static GuildCommand Done(GuildEffect effect) => effect switch
    {
        GuildEffect.Close close => new GuildCommand.Closed(close.Meeting),
        GuildEffect.EraseNext next => new GuildCommand.Erased(next.Erasure.User, null),
        _ => throw new ArgumentException(effect.GetType().Name),
    };

    private static long EpochOf(GuildCommand command) => command is GuildCommand.Renew renew ? renew.Epoch : ((GuildCommand.Left)command).Epoch;

    private static GuildCommand Draw(Random random, GuildState state)
    {
        var meeting = state.Session is { } session && random.Next(4) > 0 ? session.Meeting : MeetingId.At(Given.Noon, (ulong)random.Next(8));
        var by = new Asker((ulong)random.Next(4), random.Next(3) == 0, random.Next(2) == 0);
        var epoch = state.Epoch - (random.Next(4) == 0 ? 1 : 0);
        return random.Next(14) switch
        {
            0 or 1 => new GuildCommand.Start(meeting, Given.Tenant, 1, 2, 3, random.Next(2) == 0),
            2 or 3 => new GuildCommand.Announced(meeting, 4, "", random.Next(2) == 0 ? [] : [3]),
            4 => new GuildCommand.GiveUp(meeting, "no"),
            5 => new GuildCommand.Stop(meeting, random.Next(2) == 0 ? null : by, "asked"),
            6 => random.Next(2) == 0 ? new GuildCommand.Pause(by) : new GuildCommand.Resume(by),
            7 or 8 => new GuildCommand.Take(meeting, random.Next(2) == 0 ? "a" : "b", random.Next(5) == 0),
            9 or 10 => new GuildCommand.Renew(meeting, epoch, 1, random.Next(3)),
            11 => random.Next(2) == 0 ? new GuildCommand.Left(meeting, epoch, "kicked") : new GuildCommand.LetGo(meeting, epoch),
            12 => random.Next(2) == 0 ? new GuildCommand.Erase((ulong)random.Next(3)) : new GuildCommand.Closed(meeting),
            _ => new GuildCommand.Look(),
        };
    }
}
