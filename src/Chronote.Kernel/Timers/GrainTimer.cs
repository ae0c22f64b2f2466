namespace Chronote.Kernel.Timers;

internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;
    private bool _missed;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _options, _period) = (activation, callback, options, options.Period);
        activation.Owns(this);
        // Set anew after each tick: a slow turn is never overtaken by its own timer.
        _timer = activation.Host.Time.CreateTimer(_ => Due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return;
            (_period, _changed) = (period, true);
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return;
            _timer.Dispose();
        }
        _ended.Cancel();
        _activation.Disowns(this);
    }

    private void Due()
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return;
            // Changed while a tick is under way, and due before its end: the end makes up for it.
            _missed = _ticking;
            if (_ticking) return;
            (_ticking, _changed) = (true, false);
        }
        var kind = _options.Interleave ? TurnKind.Interleaves : TurnKind.Exclusive;
        _activation.PostTick(new DeliveryTurn("tick", kind, _ => _ended.IsCancellationRequested ? Task.CompletedTask : _callback(_ended.Token), Ticked)
        {
            IsTick = true,
            KeepsAlive = _options.KeepAlive,
        });
    }

    private void Ticked(Exception? failure)
    {
        if (failure is not null && !_ended.IsCancellationRequested) _activation.Host.Faulted($"{_activation.Identity}.tick", failure);
        lock (_gate)
        {
            _ticking = false;
            if (_ended.IsCancellationRequested) return;
            if (_missed) _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            else if (!_changed) _timer.Change(_period, Timeout.InfiniteTimeSpan);
            _missed = false;
        }
    }
}
