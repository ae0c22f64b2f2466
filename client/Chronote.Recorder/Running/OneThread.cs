using System.Collections.Concurrent;

namespace Chronote.Recorder.Running;

/// <summary>
/// Runs everything of a recorder on the calling thread: capture, encoding, spool and upload share state without locks because only this thread
/// touches it. Waiting for disk, network and child processes happens elsewhere and comes back here.
/// </summary>
internal sealed class OneThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> posted = [];

    public static T Run<T>(Func<Task<T>> work)
    {
        var before = Current;
        var thread = new OneThread();
        SetSynchronizationContext(thread);
        try
        {
            var task = work();
            _ = task.ContinueWith(_ => thread.posted.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            foreach (var (callback, state) in thread.posted.GetConsumingEnumerable()) callback(state);
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        try
        {
            posted.Add((d, state));
        }
        catch (InvalidOperationException)
        {
            // The work has ended; what comes now belongs to calls that nobody waits for.
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing waits for this thread; post instead.");
}
