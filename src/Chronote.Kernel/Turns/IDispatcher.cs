namespace Chronote.Kernel.Turns;

/// <summary>Where strands with work go: the thread pool in production, a list under a seed in simulation. The only seam between the two.</summary>
internal interface IDispatcher
{
    /// <summary>Has <see cref="Strand.RunOne"/> called until it answers false. Called once for that; any thread.</summary>
    void Schedule(Strand strand);
}

internal sealed class PoolDispatcher : IDispatcher
{
    /// <summary>How many work items the process's pool has run, whoever queued them.</summary>
    public static long ItemsRun => ThreadPool.CompletedWorkItemCount;

    public void Schedule(Strand strand) => ThreadPool.UnsafeQueueUserWorkItem(strand, preferLocal: false);
}
