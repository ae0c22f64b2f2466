using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Running;

/// <summary>Counts what was handled to its end: client calls, engine answers, timers, faults.</summary>
internal sealed class Operations
{
    private SimulatedHost? _host;

    public long Calls { get; private set; }

    public long EngineAnswers { get; private set; }

    public long Faults { get; private set; }

    public long Timers => _host?.TimersFired ?? 0;

    public long Total => Calls + EngineAnswers + Faults + Timers;

    public void Count(SimulatedHost host) => _host = host;

    /// <summary>A client was answered, or gave up.</summary>
    public void CallEnded() => Calls++;

    public void EngineAnswered() => EngineAnswers++;

    public void FaultHappened() => Faults++;

    public override string ToString() => $"{Total} operations ({Calls} calls, {EngineAnswers} engine answers, {Timers} timers, {Faults} faults)";
}
