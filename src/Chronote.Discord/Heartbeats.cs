namespace Chronote.Discord;

/// <summary>When to send a heartbeat, and when its answer has stayed out too long. Both gateways beat alike.</summary>
internal sealed class Heartbeats
{
    private TimeSpan _every;
    private bool _isAwaiting;

    internal enum Turn { None, Beat, Dead }

    public TimeSpan? Due { get; private set; }

    /// <param name="every">As Hello says; taken within <paramref name="min"/> and <paramref name="max"/>.</param>
    /// <param name="jitter">From 0 to 1: how much of the interval passes before the first beat.</param>
    public void Begin(TimeSpan every, TimeSpan min, TimeSpan max, TimeSpan now, double jitter)
    {
        _every = every < min ? min : every > max ? max : every;
        _isAwaiting = false;
        Due = now + _every * jitter;
    }

    public void Stop() => Due = null;

    public void Acknowledged() => _isAwaiting = false;

    /// <summary>A beat that the server asked for takes the place of the next.</summary>
    public void BeatSent(TimeSpan now) => Due = Due is null ? null : now + _every;

    public Turn At(TimeSpan now)
    {
        if (Due is null || Due > now)
            return Turn.None;
        if (_isAwaiting)
        {
            Due = null;
            return Turn.Dead;
        }

        _isAwaiting = true;
        Due = now + _every;
        return Turn.Beat;
    }
}
