namespace Chronote.Kernel;

internal enum TurnKind { Exclusive, ReadOnly, Interleaves }

/// <summary>One call, tick or event on its way through a grain.</summary>
internal sealed class Turn(Func<Task<object?>> work, TurnKind kind, string name)
{
    private readonly TaskCompletionSource<object?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Func<Task<object?>> Work => work;
    public TurnKind Kind => kind;
    public string Name => name;
    public Task<object?> Answer => _answer.Task;

    /// <summary>Whether anybody hears of a failure; if not, the host records it.</summary>
    public bool IsAwaited { get; init; }

    public void Complete(object? result) => _answer.TrySetResult(result);

    public void Fail(Exception failure)
    {
        if (IsAwaited) _answer.TrySetException(failure);
        else _answer.TrySetResult(null);
    }
}

/// <summary>Where activations with work go: the thread pool in production, a list under a seed in simulation.</summary>
internal interface IDispatcher
{
    void Schedule(Activation activation);
}

internal sealed class PoolDispatcher : IDispatcher
{
    public void Schedule(Activation activation) => ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);
}

/// <summary>More was asked for than a named limit allows. Nothing happened; try again later.</summary>
public sealed class LimitExceededException(string message) : Exception(message);
