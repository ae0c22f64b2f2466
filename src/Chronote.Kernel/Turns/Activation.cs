namespace Chronote.Kernel;

internal sealed record GrainIdentity(Type Class, string Key)
{
    public override string ToString() => $"{Class.Name}/{Key}";
}

/// <summary>One live grain: its instance, its waiting turns, and the scheduler its turns run on, never on two threads at once.</summary>
internal sealed class Activation(EmbeddedHost host, GrainIdentity id) : TaskScheduler, IThreadPoolWorkItem
{
    private const int TasksPerSlice = 32;

    private readonly Lock _gate = new();
    private readonly Queue<Task> _tasks = new();
    private readonly LinkedList<Turn> _waiting = new();
    private readonly List<Turn> _running = [];
    private readonly List<IDisposable> _owned = [];
    private Grain? _grain;
    private DeactivationReason? _ending;
    private bool _scheduled;
    private bool _ended;

    public EmbeddedHost Host => host;
    public new GrainIdentity Id => id;
    public IGrainFactory Factory => host;
    public Grain Instance => _grain!;
    public Dictionary<string, object> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>When the last turn ended, for idle collection.</summary>
    public DateTimeOffset IdleSince { get; private set; } = host.Time.GetUtcNow();

    /// <summary>Queues a turn. False: this activation has ended, ask for the next one.</summary>
    /// <exception cref="LimitExceededException">More turns wait than may wait.</exception>
    public bool Post(Turn turn)
    {
        lock (_gate)
        {
            if (_ended) return false;
            if (_waiting.Count >= host.Options.MailboxTurnsMax)
                throw new LimitExceededException($"{id} has {_waiting.Count} calls waiting, which is its limit.");
            _waiting.AddLast(turn);
            StartWhatMayRun_NeedsLock();
            return true;
        }
    }

    /// <summary>Ends once the turns under way and waiting are over.</summary>
    public void End(DeactivationReason reason)
    {
        lock (_gate)
        {
            if (_ended) return;
            _ending ??= reason;
            StartWhatMayRun_NeedsLock();
        }
    }

    /// <summary>Ends if nothing has run since <paramref name="before"/>.</summary>
    public void EndIfIdle(DateTimeOffset before)
    {
        lock (_gate)
            if (_running.Count == 0 && _waiting.Count == 0 && IdleSince < before) End(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "idle"));
    }

    public void Owns(IDisposable timer)
    {
        lock (_gate) _owned.Add(timer);
    }

    public void Disowns(IDisposable timer)
    {
        lock (_gate) _owned.Remove(timer);
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TasksPerSlice; i++)
        {
            Task task;
            lock (_gate)
            {
                if (_tasks.Count == 0)
                {
                    _scheduled = false;
                    return;
                }
                task = _tasks.Dequeue();
            }
            TryExecuteTask(task);
        }
        host.Dispatcher.Schedule(this);
    }

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _tasks.Enqueue(task);
            if (_scheduled) return;
            _scheduled = true;
        }
        host.Dispatcher.Schedule(this);
    }

    // Inlining is safe only where this activation is running already; anywhere else it would be a second thread.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return [.. _tasks];
    }

    private void StartWhatMayRun_NeedsLock()
    {
        while (_waiting.First is { } node && MayRun_NeedsLock(node.Value))
        {
            _waiting.RemoveFirst();
            _running.Add(node.Value);
            Start(node.Value);
        }
        // An ending activation still serves what waits in it; nobody is left behind without an answer.
        if (_ending is { } reason && _running.Count == 0 && _waiting.Count == 0 && !_ended)
        {
            _ended = true;
            foreach (var timer in _owned.ToArray()) timer.Dispose();
            host.Forget(this);
            if (_grain is not null) _ = StartOn(() => _grain.OnDeactivateAsync(reason, CancellationToken.None));
        }
    }

    private bool MayRun_NeedsLock(Turn turn) => turn.Kind == TurnKind.Interleaves && _grain is not null
        || _running.All(running => running.Kind == TurnKind.Interleaves)
        || turn.Kind == TurnKind.ReadOnly && _grain is not null && _running.All(running => running.Kind != TurnKind.Exclusive);

    private void Start(Turn turn) => _ = StartOn(() => Run(turn));

    // ExecutionContext stays with the caller: ambient state must not travel into a turn.
    private Task StartOn(Func<Task> work)
    {
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
    }

    private async Task Run(Turn turn)
    {
        try
        {
            if (_grain is null) await Activate();
            turn.Complete(await turn.Work());
        }
        catch (Exception failure)
        {
            turn.Fail(failure);
            host.TurnFailed(this, turn, failure);
        }
        lock (_gate)
        {
            _running.Remove(turn);
            IdleSince = host.Time.GetUtcNow();
            StartWhatMayRun_NeedsLock();
        }
    }

    private async Task Activate()
    {
        try
        {
            var grain = host.Make(this);
            grain.Attach(this);
            await grain.OnActivateAsync(CancellationToken.None);
            _grain = grain;
        }
        catch
        {
            lock (_gate) _ending ??= new DeactivationReason(DeactivationReasonCode.ActivationFailed, "activation failed");
            throw;
        }
    }
}
