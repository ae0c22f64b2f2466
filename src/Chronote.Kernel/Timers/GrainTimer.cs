namespace Chronote.Kernel.Timers;

internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _options) = (activation, callback, options);
        activation.Owns(this);
        // Set anew after each tick: a slow turn is never overtaken by its own timer.
        _timer = activation.Host.Time.CreateTimer(_ => Due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
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
        _activation.PostTick(new DeliveryTurn("tick", _options.Interleave, _ => _ended.IsCancellationRequested ? Task.CompletedTask : _callback(_ended.Token), Ticked)
        {
            IsTick = true,
        });
    }

    private void Ticked(Exception? failure)
    {
        if (failure is not null && !_ended.IsCancellationRequested) _activation.Host.Faulted($"{_activation.Identity}.tick", failure);
        lock (_gate)
        {
            if (!_ended.IsCancellationRequested) _timer.Change(_options.Period, Timeout.InfiniteTimeSpan);
        }
    }
}
