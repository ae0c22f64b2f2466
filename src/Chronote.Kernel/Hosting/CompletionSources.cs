namespace Chronote.Kernel.Hosting;

/// <summary>Makes every <see cref="TaskCompletionSource{TResult}"/> that a grain may come to await. Adapters take it from the services; nobody else makes one.</summary>
/// <remarks>
/// In production continuations run asynchronously, so that who completes a task doesn't run what follows. In simulation they must not:
/// <c>Task.WhenAny</c> and its like would go to the thread pool, past every scheduler.
/// </remarks>
public sealed class CompletionSources
{
    private readonly TaskCreationOptions _options;

    private CompletionSources(TaskCreationOptions options) => _options = options;

    public static CompletionSources ForProduction() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static CompletionSources ForSimulation() => new(TaskCreationOptions.None);

    public TaskCompletionSource<T> Create<T>() => new(_options);
}
