namespace Chronote.Kernel.Turns;

/// <summary>A call of a grain's method, and its answer.</summary>
internal abstract class CallTurn : ActivationTurn
{
    protected CallTurn(GrainHost host, GrainMethod method, object?[] arguments, Turn? caller) : base(method.Name, method.Interleaves, caller)
    {
        (Host, Method, Arguments) = (host, method, arguments);
        Outstanding = new LinkedListNode<CallTurn>(this);
    }

    protected GrainHost Host { get; }

    protected GrainMethod Method { get; }

    protected object?[] Arguments { get; }

    public GrainIdentity Target { get; init; }

    /// <summary>Its place in <see cref="OutstandingCalls"/>.</summary>
    public LinkedListNode<CallTurn> Outstanding { get; }

    /// <summary>The caller, also after it has ended: who must be told when the world ends.</summary>
    public IDispatcher? CalledFrom { get; } = Turn.Current?.Strand.Dispatcher;

    /// <summary>On the clock of <see cref="OutstandingCalls"/>.</summary>
    public long Deadline { get; set; }

    public override string ToString() => $"{Target}.{Name}";
}

/// <typeparam name="T"><see cref="Nothing"/> for a method that answers with a plain task.</typeparam>
internal sealed class CallTurn<T> : CallTurn
{
    private readonly TaskCompletionSource<T> _answer;
    private readonly CancellationTokenRegistration _cancelled;
    private readonly CancellationTokenSource? _given;
    private T _result = default!;

    public CallTurn(GrainHost host, GrainMethod method, object?[] arguments, Turn? caller) : base(host, method, arguments, caller)
    {
        _answer = host.Completions.Create<T>();
        // The caller hears of its own cancellation at once. The grain gets a token of the call's own, and ends when it likes.
        if (method.CancellationTokenIn(arguments) is not { CanBeCanceled: true } token) return;
        _given = new CancellationTokenSource();
        method.PutCancellationToken(arguments, _given.Token);
        _cancelled = token.UnsafeRegister(static (call, token) => ((CallTurn<T>)call!).Cancel(token), this);
    }

    public Task<T> Answer => _answer.Task;

    public override void Refuse(Exception failure)
    {
        if (_answer.TrySetException(failure)) Settled();
    }

    protected override async Task Run()
    {
        // Nobody waits any more: the time was up, or the caller gave up.
        if (_answer.Task.IsCompleted) return;
        var work = Method.Invoke(Activation.Instance, Arguments);
        if (work is Task<T> answering) _result = Host.Isolation.Copy(await answering);
        else await work;
    }

    protected override void Report(Exception? failure)
    {
        if (failure is not null ? _answer.TrySetException(failure) : _answer.TrySetResult(_result)) Settled();
    }

    private void Cancel(CancellationToken token)
    {
        Refuse(new OperationCanceledException(token));
        _given!.Cancel();
    }

    private void Settled()
    {
        _cancelled.Unregister();
        Host.Outstanding.Remove(this);
    }
}

/// <summary>The result of a method without one.</summary>
internal readonly struct Nothing;
