namespace Chronote.Client.Tests.World;

/// <summary>
/// One thread, virtual time, and an order drawn from a seed: what was posted runs in any order that a real machine could choose.
/// Crashing drops everything posted by the process that died.
/// </summary>
internal sealed class SimulatedLoop(int seed)
{
    private readonly List<(SynchronizationContext From, SendOrPostCallback Callback, object? State)> posted = [];
    private readonly HashSet<SynchronizationContext> dead = [];

    public Random Random { get; } = new(seed);

    public ManualTime Time { get; } = new();

    /// <summary>A process of its own, that can be killed.</summary>
    public Process NewProcess() => new(this);

    public void Run(Process process, Func<Task> work, TimeSpan? limit = null)
    {
        var task = Start(process, work);
        RunUntil(() => task.IsCompleted, limit ?? TimeSpan.FromHours(12));
        task.GetAwaiter().GetResult();
    }

    public Task Start(Process process, Func<Task> work)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(process);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Runs until the condition holds; an exception when virtual time passes the limit before.</summary>
    public void RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        var until = Time.True + (limit ?? TimeSpan.FromHours(12));
        while (!condition())
            if (!Step(until)) throw new TimeoutException($"Nothing more happens by {until:O}, and the condition does not hold.");
    }

    public void RunFor(TimeSpan span)
    {
        var until = Time.True + span;
        while (Step(until)) { }
        Time.MoveTo(until);
    }

    private bool Step(DateTimeOffset until)
    {
        if (posted.Count == 0) return Time.FireNext(until);
        var at = Random.Next(posted.Count);
        var (from, callback, state) = posted[at];
        posted.RemoveAt(at);
        if (dead.Contains(from)) return true;
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(from);
        try
        {
            callback(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        return true;
    }

    internal sealed class Process(SimulatedLoop loop) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => loop.posted.Add((this, d, state));

        public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("a simulated process has one thread");

        public bool IsDead => loop.dead.Contains(this);

        public void Kill() => loop.dead.Add(this);
    }
}
