using Chronote.Domain.Transcription;

namespace Chronote.Domain.Tests.Transcription;

public sealed class EnginePauseTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static TheoryData<EngineAnswer, double?> Answers => new()
    {
        { new EngineAnswer.Theirs("busy", Minute, RateLimited: true), 60 },
        { new EngineAnswer.Theirs("busy", TimeSpan.FromDays(1), RateLimited: true), 86_400 },
        { new EngineAnswer.Theirs("busy", TimeSpan.Zero, RateLimited: true), null },
        { new EngineAnswer.Theirs("busy", -Minute, RateLimited: true), null },
        { new EngineAnswer.Theirs("busy", null, RateLimited: true), null },
        { new EngineAnswer.Theirs("down", Minute), null },
        { new EngineAnswer.Ours("wrong key"), null },
        { new EngineAnswer.Audio("noise"), null },
        { new EngineAnswer.Silent(), null },
        { new EngineAnswer.Text([], null), null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Only_too_many_requests_with_a_time_concerns_everybody(EngineAnswer answer, double? seconds) =>
        (EnginePause.AskedBy(answer)?.TotalSeconds).ShouldBe(seconds);

    [Fact]
    public void Requests_may_begin_until_the_engine_asks_and_again_from_the_instant_it_named()
    {
        new EnginePause().Left(Now).ShouldBeNull();
        var pause = new EnginePause().After(Minute, Now);
        pause.Left(Now).ShouldBe(Minute);
        pause.Left(Now + Minute - TimeSpan.FromMilliseconds(1)).ShouldBe(TimeSpan.FromMilliseconds(1));
        pause.Left(Now + Minute).ShouldBeNull();
        pause.Left(Now + 2 * Minute).ShouldBeNull();
    }

    [Fact]
    public void It_only_ever_grows()
    {
        var pause = new EnginePause().After(Minute, Now);
        pause.After(Minute, Now).ShouldBeSameAs(pause);
        pause.After(TimeSpan.FromSeconds(1), Now).ShouldBeSameAs(pause);
        pause.After(-Minute, Now).ShouldBeSameAs(pause);
        pause.After(Minute, Now.AddSeconds(1)).Until.ShouldBe(Now + Minute + TimeSpan.FromSeconds(1));
        pause.After(TimeSpan.FromSeconds(1), Now.AddHours(1)).Until.ShouldBe(Now.AddHours(1).AddSeconds(1));
        var never = new EnginePause();
        never.After(TimeSpan.Zero, Now).ShouldBeSameAs(never);
    }

    [Fact]
    public void A_longer_wait_counts_as_the_longest_there_is_I9()
    {
        new EnginePause().After(TimeSpan.MaxValue, Now).Left(Now).ShouldBe(Limits.EnginePauseMax);
        new EnginePause().After(Limits.EnginePauseMax, Now).Left(Now).ShouldBe(Limits.EnginePauseMax);
        var pause = new EnginePause().After(TimeSpan.MaxValue, Now);
        pause.After(TimeSpan.MaxValue, Now).ShouldBeSameAs(pause);
    }
}
