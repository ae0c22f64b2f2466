namespace Chronote.Kernel.Simulation;

/// <summary>Notices when something left the simulation's one thread. .NET can't forbid that; a run in which it happened proves nothing.</summary>
internal sealed class EscapeDetector
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly long _poolItemsBefore = PoolDispatcher.ItemsRun;
    private volatile string? _escape;

    /// <summary>Work items that the thread pool ran since the start, whoever queued them.</summary>
    public long PoolItems => PoolDispatcher.ItemsRun - _poolItemsBefore;

    /// <summary>False, and remembered, on any other thread. The caller must then touch nothing: it is a second thread in code made for one.</summary>
    public bool IsInside(string what)
    {
        if (Environment.CurrentManagedThreadId == _thread) return true;
        _escape ??= $"{what} happened on another thread:{Environment.NewLine}{Environment.StackTrace}";
        return false;
    }

    /// <exception cref="SimulationEscapeException">Something has left.</exception>
    public void Check()
    {
        if (!IsInside("A step of the simulation") || _escape is not null) throw new SimulationEscapeException(_escape!);
    }
}

/// <summary>Something ran outside the simulation's thread: <c>Task.Run</c>, <c>ConfigureAwait(false)</c>, a real timer, real input or output.</summary>
public sealed class SimulationEscapeException(string message) : Exception(message);

/// <summary>What was waited for didn't happen. The message names every grain that is busy.</summary>
public sealed class StandstillException(string message) : Exception(message);

/// <summary>The other side is gone, or a message was lost. The request may have been carried out.</summary>
public sealed class ConnectionLostException(string message) : IOException(message);
