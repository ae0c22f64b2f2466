namespace Chronote.Kernel;

/// <summary>Disposing of it ends it.</summary>
public interface IGrainTimer : IDisposable;

/// <summary>When a timer ticks.</summary>
/// <param name="period">From the end of one tick to the next; <see cref="Timeout.InfiniteTimeSpan"/>: it ticks once.</param>
public readonly struct GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
{
    /// <summary>Whether a tick may run while another turn awaits. Default false.</summary>
    public bool Interleave { get; init; }

    internal TimeSpan DueTime { get; } = dueTime;

    internal TimeSpan Period { get; } = period;
}

/// <summary>A tick is a turn like any other: it waits for the one under way. A timer ends with its activation; a failed tick is recorded and the timer goes on.</summary>
public static class GrainBaseExtensions
{
    public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        new GrainTimer(((Grain)grain).Activation, callback, options);
}
