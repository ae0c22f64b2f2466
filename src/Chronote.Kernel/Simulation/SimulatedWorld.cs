using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Kernel.Simulation;

/// <summary>One process lifetime: its services, its grains, what it has asked of ports. All of it ends with a crash.</summary>
public sealed class SimulatedWorld : IDispatcher
{
    private readonly List<Operation> _inFlight = [];
    private readonly GrainHost _grains;

    internal SimulatedWorld(SimulatedHost host, int number)
    {
        (Host, Number) = (host, number);
        Time = new VirtualTimeProvider(host, this);
        var options = host.Options.Grains;
        options.Catalogue ??= GrainCatalogue.Of(options.Assemblies);
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(Time)
            .AddSingleton(host.Completions)
            .AddSingleton<IGrainStateStore>(new SimulatedGrainStateStore(this, host.GrainStates))
            .AddSingleton<IReminderStore>(new SimulatedReminderStore(this, host.Reminders))
            .AddSingleton<IGrainFactory>(_ => _grains!);
        host.Options.Compose(services, this);
        Services = services.BuildServiceProvider();
        var doubled = new DoubledActivations(this);
        _grains = new GrainHost(Services, options, this, host.Completions, Time, Time)
        {
            OnFault = (what, failure) => host.OnFault(this, what, failure),
            Choose = doubled.Choose,
            EventsWait = () => host.Options.StreamsStalled > 0 && host.Faults.Chance(host.Options.StreamsStalled) ? host.Latencies.Between(TimeSpan.Zero, host.Options.StallMax) : TimeSpan.Zero,
            EventCopies = () => host.Faults.Chance(host.Options.EventsLost) ? 0 : host.Faults.Chance(host.Options.EventsDoubled) ? 2 : 1,
        };
        _ = _grains.Start();
    }

    public SimulatedHost Host { get; }

    /// <summary>From 1.</summary>
    public int Number { get; }

    public IServiceProvider Services { get; }

    public IGrainFactory Grains => _grains;

    public TimeProvider Time { get; }

    public bool IsDead { get; private set; }

    /// <summary>What to tell clients when the process is gone, in the order in which they connected.</summary>
    internal List<Action> Connections { get; } = [];

    /// <summary>Has something happen later in this process; never, when it is dead by then.</summary>
    public void At(TimeSpan wait, string name, Action happen) => Host.Schedule(wait, name, this, happen);

    /// <summary>
    /// An operation of a port: on its way for a drawn time, then committed at one instant, then answered after another drawn time. In a crash what is
    /// under way is committed or not, by draw. Operations may overtake each other; a port that keeps order queues them.
    /// </summary>
    /// <param name="commit">Runs in one piece. Its exception is the answer.</param>
    public Task<T> Submit<T>(string name, Func<T> commit)
    {
        var answer = Host.Completions.Create<T>();
        var operation = new Operation(name, () =>
        {
            try
            {
                var result = commit();
                At(Host.NextLatency(), $"{name} answered", () => answer.TrySetResult(result));
            }
            catch (Exception failure)
            {
                At(Host.NextLatency(), $"{name} failed", () => answer.TrySetException(failure));
            }
        });
        _inFlight.Add(operation);
        At(Host.NextLatency(), name, () =>
        {
            _inFlight.Remove(operation);
            operation.Commit();
        });
        return answer.Task;
    }

    /// <summary>Runs code of the process outside any grain: a loop, a request. A failure is recorded.</summary>
    public void Run(string name, Func<Task> work) => Run(name, work, failure => Host.OnFault(this, name, failure));

    internal void Run(string name, Func<Task> work, Action<Exception> failed) => new LooseTurn(name, caller: null, work, failure =>
    {
        if (failure is not null) failed(failure);
    }).Start(new Strand(this, name));

    internal IReadOnlyList<string> Busy() => _grains.Busy();

    internal void Die()
    {
        IsDead = true;
        foreach (var operation in _inFlight)
            if (Host.Faults.OneIn(2))
                operation.Commit();
    }

    internal void CutOff()
    {
        foreach (var tell in Connections) tell();
        Connections.Clear();
        _grains.Outstanding.Fail(call => call.CalledFrom != this, call => new ConnectionLostException($"{call}: the process is gone"));
    }

    void IDispatcher.Schedule(Strand strand)
    {
        if (!IsDead) Host.Enlist(strand);
    }

    private sealed record Operation(string Name, Action Commit);
}
