namespace Chronote.Kernel.Simulation;

/// <summary>The virtual clock as seen from a world, or from outside. Its timers are events, and die with the world.</summary>
internal sealed class VirtualTimeProvider(SimulatedHost host, SimulatedWorld? world) : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world is null ? host.Now : host.Now + host.WallClockOffset;

    public override long GetTimestamp() => host.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(host, world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(SimulatedHost host, SimulatedWorld? world, TimerCallback callback, object? state) : ITimer
    {
        private VirtualEvent? _next;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed) return false;
            if (_next is not null) _next.IsCancelled = true;
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : host.Schedule(dueTime, "timer", world, () =>
            {
                host.TimersFired++;
                if (period > TimeSpan.Zero) Change(period, period);
                callback(state);
            });
            return true;
        }

        public void Dispose()
        {
            Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _disposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
