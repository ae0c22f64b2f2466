using Chronote.Conformance.Grains;
using Chronote.Conformance.Hosts;
using Chronote.Kernel.Catalogue;
using Chronote.Kernel.Hosting;
using Chronote.Kernel.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Conformance.Embedded;

/// <summary>Where the embedded host is stricter than a cluster, or has its own way.</summary>
public sealed class EmbeddedOnlyTests(HostFixture host) : IClassFixture<HostFixture>
{
    private Stage Stage => host.Stage;

    [Fact]
    public async Task A_call_that_comes_back_into_a_waiting_grain_is_refused_and_names_the_chain()
    {
        var failure = await Should.ThrowAsync<DeadlockException>(() => host.Grains.GetGrain<IRingGrain>("a").Pass(["b", "c", "a"]));
        failure.Chain.ShouldBe("ring/a.Pass → ring/b.Pass → ring/c.Pass → ring/a.Pass");
    }

    [Fact]
    public async Task A_grain_that_calls_itself_is_refused() =>
        (await Should.ThrowAsync<DeadlockException>(() => host.Grains.GetGrain<IRingGrain>("self").Pass(["self"]))).Chain.ShouldBe("ring/self.Pass → ring/self.Pass");

    [Fact]
    public async Task A_call_that_comes_back_while_its_caller_is_being_activated_is_refused() =>
        (await Should.ThrowAsync<DeadlockException>(() => host.Grains.GetGrain<IRingGrain>("eager:back").Pass([]))).Chain
            .ShouldBe("ring/eager:back.activate → ring/back.Pass → ring/eager:back.Pass");

    [Fact]
    public Task Calls_that_interleave_may_come_back() => host.Grains.GetGrain<IRingGrain>("x").Look(["y", "x"]);

    [Fact]
    public async Task A_call_without_an_answer_in_time_fails_and_says_that_it_may_have_happened()
    {
        var held = host.Grains.GetGrain<ITurnsGrain>("late").Hold("held", "late goes on");
        await Stage.Until("late: held in");
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        (await Should.ThrowAsync<TimeoutException>(held)).Message.ShouldContain("turns/late.Hold");
        Stage.Give("late goes on");
        await Stage.Until("late: held out");
    }

    [Fact]
    public async Task Ambient_values_of_the_caller_do_not_travel_into_a_turn()
    {
        RingGrain.Ambient.Value = "the caller's";
        (await host.Grains.GetGrain<IRingGrain>("ambient").Overheard()).ShouldBeNull();
    }

    [Fact]
    public async Task Stopping_serves_what_waits_and_takes_nothing_new()
    {
        var own = new HostFixture();
        await own.InitializeAsync();
        var grain = own.Grains.GetGrain<ITurnsGrain>("drain");
        var held = grain.Hold("held", "drain goes on");
        await own.Stage.Until("drain: held in");
        var waits = grain.Note("waits");
        var stops = own.DisposeAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => grain.Note("new"));
        own.Stage.Give("drain goes on");
        await Task.WhenAll(held, waits, stops);
        own.Stage.Lines("drain").ShouldBe([" begins", ": held in", ": held out", ": waits", " ends"]);
    }

    [Fact]
    public async Task Stopping_abandons_what_does_not_end_in_time()
    {
        var services = new ServiceCollection().AddSingleton(Stage).AddScoped<Life>().AddEmbeddedHost(options => options.Assemblies = [typeof(HostFixture).Assembly]).BuildServiceProvider();
        var hosted = services.GetServices<IHostedService>().Single();
        await hosted.StartAsync(CancellationToken.None);
        _ = services.GetRequiredService<IGrainFactory>().GetGrain<ITurnsGrain>("abandoned").Hold("held", "never");
        await Stage.Until("abandoned: held in");
        await hosted.StopAsync(new CancellationToken(canceled: true));
    }

    [Fact]
    public void A_clock_moved_by_hand_fires_timers_one_by_one_in_due_order()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        List<string> fired = [];
        void Note(string name) => fired.Add($"{name} at {(clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds}");
        using var late = clock.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => Note("often"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(4));
        fired.ShouldBe(["often at 1", "late at 3", "often at 3"]);
        clock.GetUtcNow().ShouldBe(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(4));
    }
}
