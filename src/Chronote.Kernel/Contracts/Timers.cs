using System.Diagnostics.CodeAnalysis;

namespace Chronote.Kernel;

public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>When a timer ticks. <see cref="Timeout.InfiniteTimeSpan"/> as period: once.</summary>
public readonly struct GrainTimerCreationOptions
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) => (DueTime, Period) = (dueTime, period);

    public required TimeSpan DueTime { get; init; }
    public required TimeSpan Period { get; init; }
    public bool Interleave { get; init; }
    public bool KeepAlive { get; init; }
}

public static class GrainTimers
{
    /// <summary>A tick is a turn like any other: it waits for the one under way. The timer ends with the activation.</summary>
    public static IGrainTimer RegisterGrainTimer(this Grain grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
        new GrainTimer(grain.Activation, callback, options);
}

internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private TimeSpan _period;
    private volatile bool _ended;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _period) = (activation, callback, options.Period);
        activation.Owns(this);
        // The next tick is set when the last one is over: a slow turn is never overtaken by its own timer.
        _timer = activation.Host.Time.CreateTimer(_ => Due(), null, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        if (!_ended) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _ended = true;
        _timer.Dispose();
        _activation.Disowns(this);
    }

    private void Due()
    {
        if (_ended) return;
        _activation.Post(new Turn(async () =>
        {
            if (_ended) return null;
            try
            {
                await _callback(CancellationToken.None);
            }
            finally
            {
                if (!_ended && _period != Timeout.InfiniteTimeSpan) _timer.Change(_period, Timeout.InfiniteTimeSpan);
            }
            return null;
        }, TurnKind.Exclusive, "timer"));
    }
}
