using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;

namespace Chronote.Simulation.Server;

/// <summary>What an engine sees of its callers: how many requests at once and how many a minute, over crashes (I8).</summary>
internal sealed class EngineLedger(SimulatedHost host, Troubles troubles, Findings findings, EngineBounds bounds)
{
    // A request begins a while after its grant: so much later at most than another's.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Queue<DateTimeOffset> _starts = new();
    private readonly HashSet<uint> _underWay = [];
    private int _atOnce;

    public EngineBounds Bounds => bounds;

    /// <param name="chunks">What it was given.</param>
    public void Started(IReadOnlyList<HeardChunk> chunks)
    {
        // Whoever claims chunks has them alone until the claim ends, and asks no longer than that.
        foreach (var chunk in chunks)
            if (!_underWay.Add(chunk.Serial) && !troubles.ClockWasSetWithin(Minute)) findings.Add($"I8: the engine is given {Sound.TextOf(chunk.Serial)} twice at once");
        _starts.Enqueue(host.Now);
        while (_starts.Peek() < host.Now - Minute + Delay) _starts.Dequeue();
        _atOnce++;
        // A clock that was set forward ends leases and minutes early; nobody on one machine can know better.
        if (troubles.ClockWasSetWithin(Minute)) return;
        if (_atOnce > bounds.AtOnceMax) findings.Add($"I8: the engine got {_atOnce} requests at once, which may have {bounds.AtOnceMax}");
        if (_starts.Count > bounds.StartsPerMinuteMax) findings.Add($"I8: the engine got {_starts.Count} requests within {Minute - Delay}, which may have {bounds.StartsPerMinuteMax} a minute");
    }

    public void Ended(IReadOnlyList<HeardChunk> chunks)
    {
        _atOnce--;
        _underWay.ExceptWith(chunks.Select(chunk => chunk.Serial));
    }

    /// <summary>The process that asked is gone, and its connections with it.</summary>
    public void CallerEnded()
    {
        _atOnce = 0;
        _underWay.Clear();
    }
}

internal sealed record EngineBounds(int AtOnceMax, int StartsPerMinuteMax);
