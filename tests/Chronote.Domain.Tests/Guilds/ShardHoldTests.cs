using Chronote.Domain.Guilds;

namespace Chronote.Domain.Tests.Guilds;

public sealed class ShardHoldTests
{
    private static readonly ShardHold Held = new ShardHold().AskedBy("a", isAlone: false, Given.Noon);

    [Fact]
    public void Whoever_asks_first_has_it_until_the_lease_ends() => Held.ShouldBe(new ShardHold { Silo = "a", Until = Given.Noon + Limits.VoiceLease });

    [Fact]
    public void Nobody_else_gets_it_while_it_is_held() => Held.AskedBy("b", isAlone: false, Held.Until - TimeSpan.FromMilliseconds(1)).ShouldBe(Held);

    [Fact]
    public void Its_holder_keeps_it_by_asking_again_also_late_as_long_as_nobody_took_it() =>
        Held.AskedBy("a", isAlone: false, Held.Until + TimeSpan.FromHours(1)).ShouldBe(new ShardHold { Silo = "a", Until = Held.Until + TimeSpan.FromHours(1) + Limits.VoiceLease });

    [Fact]
    public void When_the_lease_has_ended_another_one_gets_it() => Held.AskedBy("b", isAlone: false, Held.Until).Silo.ShouldBe("b");

    [Fact]
    public void A_server_that_is_alone_waits_for_no_earlier_life_of_its_own() => Held.AskedBy("b", isAlone: true, Given.Noon).Silo.ShouldBe("b");

    [Fact]
    public void Only_its_holder_lets_it_go()
    {
        Held.LetGoBy("b").ShouldBe(Held);
        Held.LetGoBy("a").AskedBy("b", isAlone: false, Given.Noon).Silo.ShouldBe("b");
    }
}
