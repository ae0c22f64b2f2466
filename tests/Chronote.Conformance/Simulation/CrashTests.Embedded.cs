using Chronote.Conformance.Grains;
using Chronote.Conformance.Hosts;
using Chronote.Kernel.Simulation;
using Chronote.Kernel.State;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Conformance.Simulation;

/// <summary>What a crash takes with it, and what it leaves.</summary>
public sealed class CrashTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly Stage _stage = new();

    [Fact]
    public void Turns_timers_and_answers_end_with_the_process()
    {
        var simulation = New();
        var clock = simulation.World.Grains.GetGrain<IClockGrain>("ticks");
        simulation.Finish(clock.StartTimer(TimeSpan.FromSeconds(1)));
        var held = clock.Hold("never");
        simulation.RunUntil(() => _stage.Lines("ticks: in").Count == 1, Long);
        simulation.Crash();
        Should.Throw<ConnectionLostException>(() => simulation.Finish(held));
        simulation.RunFor(Long);
        _stage.Lines("ticks: ").ShouldBe(["in"]);
        _stage.Lines("ticks ends").ShouldBeEmpty();
    }

    [Fact]
    public void A_reminder_comes_after_the_crash()
    {
        var simulation = New();
        simulation.Finish(simulation.World.Grains.GetGrain<IClockGrain>("lasting").Remind(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)));
        simulation.Crash();
        simulation.RunUntil(() => _stage.Lines("lasting: reminded").Count == 3, Long);
    }

    [Fact]
    public void What_was_written_is_there_after_the_crash()
    {
        var simulation = New();
        simulation.Finish(simulation.World.Grains.GetGrain<IRecordGrain>("kept").Write(7));
        simulation.Crash();
        simulation.Finish(simulation.World.Grains.GetGrain<IRecordGrain>("kept").Value()).ShouldBe(7);
    }

    [Fact]
    public void An_operation_under_way_is_sometimes_committed_and_sometimes_not()
    {
        var committed = Enumerable.Range(1, 40).Select(seed =>
        {
            var (simulation, written) = (New((ulong)seed), false);
            _ = simulation.World.Submit("write", () => written = true);
            simulation.Crash();
            simulation.RunFor(Long);
            return written;
        }).ToArray();
        committed.ShouldContain(true);
        committed.ShouldContain(false);
    }

    [Fact]
    public void A_lingering_process_loses_against_the_etag_of_the_new_one()
    {
        var simulation = New();
        var old = simulation.World;
        simulation.Finish(old.Grains.GetGrain<IRecordGrain>("twice").Write(1));
        simulation.Crash(lingers: Long);
        simulation.Finish(simulation.World.Grains.GetGrain<IRecordGrain>("twice").Write(2));
        Should.Throw<InconsistentStateException>(() => simulation.Finish(old.Grains.GetGrain<IRecordGrain>("twice").Write(3)));
        simulation.Finish(simulation.World.Grains.GetGrain<IRecordGrain>("twice").Value()).ShouldBe(2);
    }

    [Fact]
    public void A_standstill_names_who_is_busy()
    {
        var simulation = New();
        var held = simulation.World.Grains.GetGrain<IClockGrain>("stuck").Hold("never");
        var failure = Should.Throw<StandstillException>(() => simulation.RunUntil(() => held.IsCompletedSuccessfully, TimeSpan.FromSeconds(10)));
        failure.Message.ShouldContain("clock/stuck: Hold under way");
    }

    [Fact]
    public void Stream_events_are_lost_and_doubled_when_asked_for()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(number => $"{number}")];
        var simulation = New(faults: options => (options.EventsLost, options.EventsDoubled) = (0.2, 0.2));
        simulation.Finish(simulation.World.Grains.GetGrain<IPublisherGrain>("lossy").Publish(texts));
        simulation.RunFor(Long);
        var heard = _stage.Lines("lossy hears ");
        texts.Except(heard).Count().ShouldBeInRange(5, 40);
        heard.GroupBy(text => text).Count(copies => copies.Count() == 2).ShouldBeInRange(5, 40);
    }

    private SimulatedHost New(ulong seed = 1, Action<SimulatedHostOptions>? faults = null) => new(seed, options =>
    {
        faults?.Invoke(options);
        options.Grains.Assemblies = [typeof(CrashTests).Assembly];
        options.TimeAdvancesOneIn = 0; // no timeouts, only what is tested
        options.Compose = (services, world) => services.AddSingleton(_stage).AddScoped<Life>().AddSingleton(world);
    });
}
