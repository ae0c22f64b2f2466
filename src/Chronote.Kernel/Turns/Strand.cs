namespace Chronote.Kernel.Turns;

/// <summary>A queue of tasks, run in order and never on two threads at once. Every activation is one.</summary>
internal class Strand(IDispatcher dispatcher, string name) : IThreadPoolWorkItem
{
    // Long enough to spare the pool a visit per task, short enough that no strand keeps a thread from the others.
    private const int TasksPerSlice = 32;

    private readonly Lock _gate = new();
    private readonly Queue<(Task Task, Turn Turn)> _tasks = new();
    private bool _scheduled;

    public IDispatcher Dispatcher => dispatcher;

    public string Name => name;

    /// <summary>How many tasks wait.</summary>
    public int Length
    {
        get
        {
            lock (_gate) return _tasks.Count;
        }
    }

    public void Enqueue(Task task, Turn turn)
    {
        lock (_gate)
        {
            _tasks.Enqueue((task, turn));
            if (_scheduled) return;
            _scheduled = true;
        }
        dispatcher.Schedule(this);
    }

    /// <summary>Runs the next task. False: there is no other one, and the strand is no longer scheduled.</summary>
    public bool RunOne()
    {
        (Task Task, Turn Turn) next;
        lock (_gate) next = _tasks.Dequeue();
        next.Turn.Execute(next.Task);
        lock (_gate) return _scheduled = _tasks.Count > 0;
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var i = 0; i < TasksPerSlice; i++)
            if (!RunOne())
                return;
        dispatcher.Schedule(this);
    }
}
