namespace Chronote.Kernel.Hosting;

/// <summary>A call went back into a grain whose own turn waits for it. It would never be served; in a cluster it would time out.</summary>
/// <param name="chain">The calls, outermost first: <c>a/1.Go → b/1.Go → a/1.Look</c>.</param>
public sealed class DeadlockException(string chain) : InvalidOperationException($"This call waits for itself: {chain}")
{
    public string Chain { get; } = chain;
}
