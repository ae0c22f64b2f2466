namespace Chronote.Client.Tests.World;

/// <summary>A clock that only moves when told, firing timers one by one in due order.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly PriorityQueue<ManualTimer, (DateTimeOffset Due, long Order)> timers = new();
    private DateTimeOffset now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private long order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now + WallError;

    /// <summary>How wrong the wall clock is; timestamps and timers don't notice.</summary>
    public TimeSpan WallError { get; set; }

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer that is due by then and fires it.</summary>
    /// <returns>False when none is due by then.</returns>
    public bool FireNext(DateTimeOffset until)
    {
        while (timers.TryPeek(out var timer, out var at))
        {
            if (at.Due > until) return false;
            timers.Dequeue();
            if (timer.Due != at.Due) continue; // changed or stopped since
            now = at.Due > now ? at.Due : now;
            timer.Fire();
            return true;
        }
        return false;
    }

    public DateTimeOffset True => now;

    public void MoveTo(DateTimeOffset instant) => now = instant > now ? instant : now;

    private void Schedule(ManualTimer timer, DateTimeOffset due) => timers.Enqueue(timer, (due, order++));

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time.now + dueTime;
            if (Due is { } due) time.Schedule(this, due);
            return true;
        }

        public void Fire()
        {
            Due = null;
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
