using System.Collections.Concurrent;

namespace Chronote.Crash.Calls;

/// <summary>What the wall clock said at instants of the monotonic one: a virtual machine's drift apart by milliseconds within seconds, and a timeline goes by the wall.</summary>
internal sealed class WallTimes : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeProvider _time = TimeProvider.System;

    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentQueue<(long Timestamp, DateTimeOffset Wall)> _looks = new();
    private readonly Task _looking;

    public WallTimes() => _looking = Look();

    public DateTimeOffset At(long timestamp)
    {
        var nearest = _looks.MinBy(look => Math.Abs(look.Timestamp - timestamp));
        return nearest.Wall + _time.GetElapsedTime(nearest.Timestamp, timestamp);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _looking;
        _ended.Dispose();
    }

    private async Task Look()
    {
        using var ticks = new PeriodicTimer(LookEvery, _time);
        try
        {
            do _looks.Enqueue((_time.GetTimestamp(), _time.GetUtcNow()));
            while (await ticks.WaitForNextTickAsync(_ended.Token));
        }
        catch (OperationCanceledException)
        {
            // the end of the test
        }
    }
}
