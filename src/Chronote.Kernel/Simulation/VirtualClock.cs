namespace Chronote.Kernel.Simulation;

/// <summary>What happens when nobody computes: timers, answers of ports, messages. Earliest first; what is due at one instant comes in drawn order.</summary>
internal sealed class VirtualClock(DateTimeOffset start, SeededRandom ties)
{
    private readonly PriorityQueue<VirtualEvent, (long Due, ulong Tie, long Number)> _events = new();
    private long _numbered;

    public DateTimeOffset Now { get; private set; } = start;

    public VirtualEvent Schedule(TimeSpan wait, string name, SimulatedWorld? world, Action happen)
    {
        var due = Now + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        var scheduled = new VirtualEvent(++_numbered, due, name, world, happen);
        _events.Enqueue(scheduled, (due.UtcTicks, ties.Next(), scheduled.Number));
        return scheduled;
    }

    /// <summary>Moves on to the next event. Null when nothing is to come. What was cancelled, or whose world is dead, doesn't even take time.</summary>
    public VirtualEvent? Advance()
    {
        while (_events.TryDequeue(out var next, out _))
        {
            if (next.IsCancelled || next.World is { IsDead: true }) continue;
            Now = next.Due;
            return next;
        }
        return null;
    }
}

/// <param name="World">The process it belongs to and dies with; null for what is outside of any.</param>
internal sealed record VirtualEvent(long Number, DateTimeOffset Due, string Name, SimulatedWorld? World, Action Happen)
{
    public bool IsCancelled { get; set; }
}
