namespace Chronote.Kernel.Turns;

/// <summary>
/// One piece of work on its way through a strand: a call, a tick, an event. It is the scheduler of everything that it awaits, so that
/// whoever runs can tell, without ambient state, which turn it belongs to.
/// </summary>
internal abstract class Turn(string name, Turn? caller) : TaskScheduler
{
    private Strand _strand = null!;

    public new static Turn? Current => TaskScheduler.Current as Turn;

    public string Name => name;

    /// <summary>The turn that waits for this one. Null from outside, and once either has ended: then nobody waits.</summary>
    public Turn? Caller { get; private set; } = caller is { HasEnded: false } ? caller : null;

    public bool HasEnded { get; private set; }

    public Strand Strand => _strand;

    /// <summary>What the turn does. Runs on its strand.</summary>
    protected abstract Task Run();

    /// <summary>Tells that it is over, and how. Runs on its strand.</summary>
    protected abstract void Ended(Exception? failure);

    public void Start(Strand strand)
    {
        _strand = strand;
        // Ambient values of the caller, or of whatever made room for this turn, must not travel into it.
        var suppressed = ExecutionContext.IsFlowSuppressed();
        var flow = suppressed ? default : ExecutionContext.SuppressFlow();
        try
        {
            new Task(static turn => ((Turn)turn!).Begin(), this, TaskCreationOptions.DenyChildAttach).Start(this);
        }
        finally
        {
            if (!suppressed) flow.Undo();
        }
    }

    public override string ToString() => name;

    public bool Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => _strand.Enqueue(task, this);

    // Inlining is safe only inside the turn itself; anywhere else it would be a second thread or an interleaving nobody drew.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && TaskScheduler.Current == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Begin() => _ = RunToEnd();

    private async Task RunToEnd()
    {
        Exception? failure = null;
        try
        {
            await Run();
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }
        (HasEnded, Caller) = (true, null);
        Ended(failure);
    }
}

/// <summary>A turn of the host itself, outside any grain.</summary>
internal sealed class LooseTurn(string name, Turn? caller, Func<Task> work, Action<Exception?> ended) : Turn(name, caller)
{
    protected override Task Run() => work();

    protected override void Ended(Exception? failure) => ended(failure);
}
