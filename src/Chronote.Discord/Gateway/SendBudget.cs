namespace Chronote.Discord.Gateway;

/// <summary>Keeps within what Discord takes from one connection; some sends are kept free for what can't wait.</summary>
internal sealed class SendBudget
{
    private readonly Queue<TimeSpan> _sent = [];
    private readonly Queue<byte[]> _waiting = [];

    /// <summary>When waiting messages may go; null while none waits.</summary>
    public TimeSpan? Due => _waiting.Count == 0 ? null
        : _sent.Count < GatewayLimits.SendsPerWindow - GatewayLimits.SendsKeptFree ? TimeSpan.Zero : _sent.Peek() + GatewayLimits.SendWindow;

    /// <summary>A new connection, of which nothing was asked yet. What waited was for the old one.</summary>
    public void Reset()
    {
        _sent.Clear();
        _waiting.Clear();
    }

    /// <summary>A heartbeat, or what opens a session: goes at once.</summary>
    public void Count(TimeSpan now)
    {
        Forget(now);
        _sent.Enqueue(now);
    }

    public void Queue(byte[] message)
    {
        if (_waiting.Count == GatewayLimits.SendsWaitingMax)
            _waiting.Dequeue();
        _waiting.Enqueue(message);
    }

    /// <summary>What may go now.</summary>
    public IEnumerable<byte[]> Take(TimeSpan now)
    {
        Forget(now);
        while (_waiting.Count > 0 && _sent.Count < GatewayLimits.SendsPerWindow - GatewayLimits.SendsKeptFree)
        {
            _sent.Enqueue(now);
            yield return _waiting.Dequeue();
        }
    }

    private void Forget(TimeSpan now)
    {
        while (_sent.TryPeek(out var oldest) && oldest + GatewayLimits.SendWindow <= now)
            _sent.Dequeue();
    }
}
