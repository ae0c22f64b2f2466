using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Conformance.Embedded;

public interface IBusyGrain : IGrainWithStringKey
{
    /// <summary>Perhaps hops to another grain, perhaps ends itself.</summary>
    Task<int> Work(int number);

    [AlwaysInterleave]
    Task<int> Peek(int number);
}

/// <summary>Counts who is inside, in every life of the same key, so that an overlap of two turns or of two lives shows.</summary>
public sealed class BusyGrain(ConcurrentDictionary<string, int> inside) : Grain, IBusyGrain
{
    public async Task<int> Work(int number)
    {
        var key = this.GetPrimaryKeyString();
        if (inside.AddOrUpdate(key, 1, (_, count) => count + 1) != 1) throw new InvalidOperationException($"Two turns in {key}.");
        await Task.Yield();
        // Always to a later key: a ring would be a deadlock.
        if (number % 3 == 0 && int.Parse(key) is < 9 and var own) await GrainFactory.GetGrain<IBusyGrain>($"{own + 1}").Work(number + 1);
        if (number % 17 == 0) DeactivateOnIdle();
        inside.AddOrUpdate(key, 0, (_, count) => count - 1);
        return number;
    }

    public Task<int> Peek(int number) => Task.FromResult(number);
}

/// <summary>The host's own locks, on real threads: what no simulation shows.</summary>
public sealed class StressTests
{
    [Fact]
    public async Task No_call_is_lost_and_no_two_turns_overlap_while_grains_come_and_go()
    {
        const int callers = 16, callsEach = 1500, keys = 10;
        await using var services = new ServiceCollection().AddSingleton(new ConcurrentDictionary<string, int>())
            .AddEmbeddedHost(options => options.Assemblies = [typeof(StressTests).Assembly]).BuildServiceProvider();
        var grains = services.GetRequiredService<IGrainFactory>();
        var answers = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var sum = 0L;
            for (var call = 0; call < callsEach; call++)
            {
                var grain = grains.GetGrain<IBusyGrain>($"{(caller + call) % keys}");
                sum += call % 5 == 0 ? await grain.Peek(call) : await grain.Work(call);
            }
            return sum;
        })));
        answers.ShouldAllBe(sum => sum == Enumerable.Range(0, callsEach).Sum(call => (long)call));
    }
}
