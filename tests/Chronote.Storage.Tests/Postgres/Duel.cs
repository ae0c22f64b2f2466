using System.Diagnostics;
using Chronote.Storage.Tests.Conformance;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Two connections at once: the first stops before one of its statements, the second runs as far as it gets, then both end. Once for each statement.</summary>
/// <typeparam name="TFirst">The first one's answer.</typeparam>
/// <typeparam name="TSecond">The second one's answer.</typeparam>
public sealed class Duel<TFirst, TSecond>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public required Func<StoreUnderTest, Task> Before { get; init; }
    public required Func<StoreUnderTest, Task<TFirst>> First { get; init; }
    public required Func<StoreUnderTest, Task<TSecond>> Second { get; init; }
    public required Func<StoreUnderTest, TFirst, TSecond, Task> Check { get; init; }

    /// <summary>Meets at every statement of the first, then, the other way round, at every statement of the second. Returns how many times.</summary>
    public async Task<int> AtEachStatement()
    {
        var meetings = 0;
        while (await MeetAt(meetings, secondStops: false)) meetings++;
        var turned = 0;
        while (await MeetAt(turned, secondStops: true)) turned++;
        return meetings + turned;
    }

    // False: the one that was to stop has fewer statements than that.
    private async Task<bool> MeetAt(int stop, bool secondStops)
    {
        var (left, reached, released) = (stop, NewSource(), NewSource());
        await using var store = new PostgresStore();
        await Before(store);
        var stepped = new PostgresPorts(new SteppedDatabase(store.Database, StopOnce), store.Clock);
        var first = Start(secondStops ? store : stepped, First, secondStops, reached.Task);
        var second = Start(secondStops ? stepped : store, Second, !secondStops, reached.Task);
        var stopping = secondStops ? (Task)second : first;
        var other = secondStops ? (Task)first : second;

        await Task.WhenAny(reached.Task, stopping).WaitAsync(Patience);
        var met = reached.Task.IsCompleted;
        reached.TrySetResult();
        if (met) await UntilItEndsOrWaits(other, store);
        released.TrySetResult();
        await Task.WhenAll(first, second).WaitAsync(Patience);
        await Check(store, await first, await second);
        return met;

        Task StopOnce()
        {
            if (left-- != 0) return Task.CompletedTask;
            reached.TrySetResult();
            return released.Task;
        }
    }

    private static async Task<T> Start<T>(StoreUnderTest store, Func<StoreUnderTest, Task<T>> act, bool waits, Task reached)
    {
        if (waits) await reached;
        return await act(store);
    }

    // PostgreSQL itself knows who waits for a lock.
    private static async Task UntilItEndsOrWaits(Task task, PostgresStore store)
    {
        await using var beside = store.Beside();
        await using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", beside);
        var began = Stopwatch.GetTimestamp();
        while (!task.IsCompleted && (long)(await waiting.ExecuteScalarAsync())! == 0)
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
