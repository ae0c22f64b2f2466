using Chronote.Discord.Rest;

namespace Chronote.Discord.Tests.Rest;

[Collection(nameof(Alone))]
public class RateLimitsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly RateLimits _limits = new();

    [Fact]
    public void A_bucket_that_is_empty_is_waited_for_until_it_resets()
    {
        _limits.Answered("POST channels/1/messages", "b", 10, 1, 5 * Second, Second);
        Wait("POST channels/1/messages", Second).ShouldBe(0);
        Wait("POST channels/1/messages", 2 * Second).ShouldBe(4);
        Wait("POST channels/1/messages", 6 * Second).ShouldBe(0);
    }

    [Fact]
    public void After_a_reset_no_more_go_at_once_than_a_window_takes()
    {
        _limits.Answered("GET channels/1", "b", 10, 0, 5 * Second, default);
        Enumerable.Range(0, 25).Count(_ => _limits.Take("GET channels/1", isGlobal: true, 6 * Second) == TimeSpan.Zero).ShouldBe(10);
        Wait("GET channels/1", 6 * Second).ShouldBe(5);
    }

    [Fact]
    public void Routes_of_one_bucket_share_it_and_other_channels_do_not()
    {
        _limits.Answered("PATCH channels/1/messages", "b", 10, 9, 5 * Second, default);
        _limits.Answered("PATCH channels/2/messages", "b", 10, 9, 5 * Second, default);
        _limits.Answered("POST channels/1/messages", "b", 10, 0, 5 * Second, default);
        Wait("PATCH channels/1/messages", default).ShouldBe(5);
        Wait("PATCH channels/2/messages", default).ShouldBe(0);
        Wait("GET channels/1", default).ShouldBe(0);
    }

    [Fact]
    public void A_global_limit_holds_for_all_but_interactions()
    {
        _limits.Refused("GET users/@me", isGlobal: true, 3 * Second, default);
        Wait("POST channels/1/messages", default).ShouldBe(3);
        _limits.Take("POST interactions/1/callback", isGlobal: false, default).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_refused_route_waits_as_long_as_it_was_told()
    {
        _limits.Refused("GET users/@me", isGlobal: false, 3 * Second, default);
        Wait("GET users/@me", Second).ShouldBe(2);
        Wait("GET guilds/1", Second).ShouldBe(0);
    }

    [Fact]
    public void Any_number_of_routes_is_bounded()
    {
        var before = GC.GetTotalMemory(true);
        for (var number = 0; number < 200_000; number++)
            _limits.Answered($"GET channels/{number}", $"{number}", 10, 0, TimeSpan.FromHours(1), default);
        (GC.GetTotalMemory(true) - before).ShouldBeLessThan(4 * 1024 * 1024);
    }

    private double Wait(string route, TimeSpan now) => _limits.Take(route, isGlobal: true, now).TotalSeconds;
}
