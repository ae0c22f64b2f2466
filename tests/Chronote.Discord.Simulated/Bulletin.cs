using System.Threading.Channels;

namespace Chronote.Discord.Simulated;

/// <summary>Lets tests wait for a state of the simulator instead of sleeping: conditions are looked at again after every change.</summary>
internal sealed class Bulletin(TimeProvider time)
{
    private readonly Channel<bool> changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock guard = new();
    private readonly List<Func<bool>> waiting = [];

    /// <summary>Something is different now. Callable under any lock: nothing is looked at on this thread.</summary>
    public void Changed() => changed.Writer.TryWrite(true);

    /// <exception cref="TimeoutException">It did not come to that in time.</exception>
    public async Task Until(Func<bool> condition, string what, TimeSpan limit)
    {
        if (condition()) return;
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (guard)
        {
            waiting.Add(() =>
            {
                if (met.Task.IsCompleted) return true;
                try
                {
                    if (!condition()) return false;
                    met.TrySetResult();
                }
                catch (Exception problem)
                {
                    met.TrySetException(problem);
                }
                return true;
            });
        }
        Changed();
        try
        {
            await met.Task.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            met.TrySetCanceled();
            throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}");
        }
    }

    public async Task Run(CancellationToken cancel)
    {
        try
        {
            await foreach (var _ in changed.Reader.ReadAllAsync(cancel))
                lock (guard) waiting.RemoveAll(isMet => isMet());
        }
        catch (OperationCanceledException)
        {
            // The simulator ended.
        }
    }
}
