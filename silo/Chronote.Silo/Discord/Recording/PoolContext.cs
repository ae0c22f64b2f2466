namespace Chronote.Silo.Discord.Recording;

/// <summary>
/// Runs everything of one recording one after the other, on whatever thread of the pool is free: state is shared without locks, and a hundred guilds
/// are not a hundred threads.
/// </summary>
internal sealed class PoolContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> posted = new();
    private bool running;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (posted)
        {
            posted.Enqueue((d, state));
            if (running) return;
            running = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(static context => context.Drain(), this, preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits for this context; post instead.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins work on this context.</summary>
    public Task<T> Run<T>(Func<Task<T>> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(async _ =>
        {
            try
            {
                result.SetResult(await work());
            }
            catch (OperationCanceledException)
            {
                result.SetCanceled();
            }
            catch (Exception failure)
            {
                result.SetException(failure);
            }
        }, null);
        return result.Task;
    }

    public Task Run(Func<Task> work) => Run(async () =>
    {
        await work();
        return true;
    });

    private void Drain()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            while (true)
            {
                (SendOrPostCallback Callback, object? State) next;
                lock (posted)
                {
                    if (!posted.TryDequeue(out next))
                    {
                        running = false;
                        return;
                    }
                }
                next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
