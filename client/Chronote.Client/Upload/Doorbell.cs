namespace Chronote.Client.Upload;

/// <summary>Wakes one waiting loop. Rings before the wait count. Used on one <see cref="SynchronizationContext"/> only.</summary>
public sealed class Doorbell
{
    private TaskCompletionSource? waiting;
    private bool rung;

    public void Ring()
    {
        rung = true;
        waiting?.TrySetResult();
    }

    /// <summary>Forgets earlier rings; the loop calls it before it looks at what there is to do.</summary>
    public void Clear() => (rung, waiting) = (false, null);

    public Task Rung() => rung ? Task.CompletedTask : (waiting ??= new TaskCompletionSource()).Task;
}
