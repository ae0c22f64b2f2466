namespace Chronote.Kernel.Turns;

/// <summary>Every call that waits for its answer, oldest first. All wait equally long, so one timer, set to the oldest, is enough.</summary>
internal sealed class OutstandingCalls
{
    private readonly Lock _gate = new();
    private readonly LinkedList<CallTurn> _calls = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly long _timeoutTicks;
    private readonly ITimer _timer;
    private bool _armed;

    public OutstandingCalls(TimeProvider time, TimeSpan timeout)
    {
        (_time, _timeout) = (time, timeout);
        _timeoutTicks = (long)(timeout.TotalSeconds * time.TimestampFrequency);
        _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(CallTurn call)
    {
        lock (_gate)
        {
            call.Deadline = _time.GetTimestamp() + _timeoutTicks;
            _calls.AddLast(call.Outstanding);
            if (!_armed) _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            _armed = true;
        }
    }

    public void Remove(CallTurn call)
    {
        lock (_gate)
            if (call.Outstanding.List is not null)
                _calls.Remove(call.Outstanding);
    }

    /// <summary>Answers every call that <paramref name="which"/> picks with a failure.</summary>
    public void Fail(Func<CallTurn, bool> which, Func<CallTurn, Exception> failure)
    {
        CallTurn[] picked;
        lock (_gate) picked = [.. _calls.Where(which)];
        foreach (var call in picked) call.Refuse(failure(call));
    }

    // An answer in time means unknown, not failed: the turn may be running, and may still succeed.
    private void Expire()
    {
        List<CallTurn> late = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_calls.First is { Value: var oldest } node && oldest.Deadline <= now)
            {
                _calls.Remove(node);
                late.Add(oldest);
            }
            _armed = _calls.First is not null;
            if (_calls.First is { Value: var next }) _timer.Change(TimeSpan.FromSeconds((double)(next.Deadline - now) / _time.TimestampFrequency), Timeout.InfiniteTimeSpan);
        }
        foreach (var call in late) call.Refuse(new TimeoutException($"{call} did not answer within {_timeout}. It may have happened all the same."));
    }
}
