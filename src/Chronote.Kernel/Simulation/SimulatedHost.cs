using System.Runtime.ExceptionServices;

namespace Chronote.Kernel.Simulation;

/// <summary>
/// Grains on one thread, one seed and virtual time: the same grain classes, every interleaving drawn. The same seed gives the same run.
/// Holds the process that lives now (<see cref="World"/>) and what is outside of it: clients, the network, and the disk that survives a crash.
/// </summary>
public sealed class SimulatedHost : IDispatcher
{
    private readonly SimulatedHostOptions _options = new();
    private readonly EscapeDetector _escapes = new();
    private readonly TraceHash _hash = new();
    private readonly List<Strand> _runnable = [];
    private readonly List<string> _trace = [];
    private readonly List<SimulatedFault> _faults = [];
    private readonly SeededRandom _schedule;
    private readonly VirtualClock _clock;
    private int _worlds;

    public SimulatedHost(ulong seed, Action<SimulatedHostOptions> configure)
    {
        configure(_options);
        Seed = seed;
        // Apart, so that a draw more for one purpose doesn't reshuffle the others.
        var seeds = new SeededRandom(seed);
        (_schedule, Faults, Latencies, Workload) = (seeds.Fork(), seeds.Fork(), seeds.Fork(), seeds.Fork());
        _clock = new VirtualClock(_options.Start, seeds.Fork());
        Time = new VirtualTimeProvider(this, world: null);
        World = NewWorld();
    }

    public ulong Seed { get; }

    /// <summary>The process that lives now.</summary>
    public SimulatedWorld World { get; private set; }

    /// <summary>Virtual time outside of any process: for clients.</summary>
    public TimeProvider Time { get; }

    public DateTimeOffset Now => _clock.Now;

    /// <summary>For what goes wrong.</summary>
    public SeededRandom Faults { get; }

    /// <summary>For how long things take.</summary>
    public SeededRandom Latencies { get; }

    /// <summary>For what clients do.</summary>
    public SeededRandom Workload { get; }

    /// <summary>The kernel's own part of the disk; it survives crashes.</summary>
    public MemoryGrainStateStore GrainStates { get; } = new();

    /// <inheritdoc cref="GrainStates"/>
    public MemoryReminderStore Reminders { get; } = new();

    /// <summary>For tasks that events complete.</summary>
    public CompletionSources Completions { get; } = CompletionSources.ForSimulation();

    /// <summary>Stands for the whole run so far. Different hashes of one seed mean that something outside the seed decided.</summary>
    public ulong TraceHash => _hash.Value;

    public long Steps { get; private set; }

    /// <summary>Timers that fired, of processes and of clients.</summary>
    public long TimersFired { get; internal set; }

    /// <summary>How far the processes' wall clock is off. Timers don't follow it: they count time that passes.</summary>
    public TimeSpan WallClockOffset { get; set; }

    /// <summary>What happened, when <see cref="SimulatedHostOptions.KeepsTrace"/> is on.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Failures that nobody awaited, of all worlds.</summary>
    public IReadOnlyList<SimulatedFault> Faulted => _faults;

    /// <summary>Work items the process's thread pool ran since the start. 0 in a sound run, if nothing else uses the pool.</summary>
    public long PoolItems => _escapes.PoolItems;

    internal SimulatedHostOptions Options => _options;

    /// <summary>Has something happen outside any process: a crash, a fault that begins or ends.</summary>
    public void At(TimeSpan wait, string name, Action happen) => Schedule(wait, name, world: null, happen);

    /// <summary>Starts a client: code outside the process, which survives its crash. Its calls to grains then fail with <see cref="ConnectionLostException"/>.</summary>
    public Task Client(string name, Func<Task> script)
    {
        var done = Completions.Create<bool>();
        Run(new Strand(this, name), name, script, done);
        return done.Task;
    }

    /// <summary>Sends a request to the process over a network that delays, loses and breaks. It runs inside the world, as in a server.</summary>
    /// <returns>The answer, or a <see cref="ConnectionLostException"/>: then nobody knows whether it was carried out.</returns>
    public Task<T> Send<T>(string name, Func<SimulatedWorld, Task<T>> request)
    {
        var (answer, world) = (Completions.Create<T>(), World);
        var (requestLost, answerLost) = (Faults.Chance(_options.RequestsLost), Faults.Chance(_options.AnswersLost));
        void Break() => answer.TrySetException(new ConnectionLostException($"{name}: no answer"));
        world.Connections.Add(Break);
        At(NextMessage(), $"{name} arrives", () =>
        {
            if (requestLost || world.IsDead)
            {
                world.Connections.Remove(Break);
                Break();
                return;
            }
            world.Run(name, async () =>
            {
                var result = await request(world);
                At(NextMessage(), $"{name} answered", () =>
                {
                    world.Connections.Remove(Break);
                    if (answerLost) Break();
                    else answer.TrySetResult(result);
                });
            }, failure => At(NextLatency(), $"{name} failed", () =>
            {
                world.Connections.Remove(Break);
                if (answerLost) Break();
                else answer.TrySetException(failure);
            }));
        });
        return answer.Task;
    }

    /// <summary>Ends the process as a kill does: turns, timers and answers are gone, nothing is tidied up. The next one starts on what is on disk.</summary>
    /// <param name="lingers">For how long the old process goes on beside the new one, cut off from clients: two activations of every grain.</param>
    public void Crash(TimeSpan lingers = default)
    {
        var old = World;
        Record('!', "crash", old.Number);
        if (lingers <= TimeSpan.Zero) old.Die();
        else Schedule(lingers, "end of the lingering world", old, old.Die);
        World = NewWorld();
        old.CutOff();
    }

    /// <summary>One task of one strand, or one event. False: nothing is left that could ever happen.</summary>
    /// <exception cref="SimulationEscapeException">Something ran on another thread.</exception>
    public bool Step()
    {
        _escapes.Check();
        // A test runner's context would be captured by every await of the grains.
        var context = SynchronizationContext.Current;
        if (context is not null) SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            Steps++;
            return _runnable.Count == 0 ? Advance() : _schedule.OneIn(_options.TimeAdvancesOneIn) && Advance() || RunOne();
        }
        finally
        {
            if (context is not null) SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Steps until virtual time has gone by.</summary>
    public void RunFor(TimeSpan virtualTime)
    {
        var (until, over) = (Now + virtualTime, false);
        At(virtualTime, "end of a run", () => over = true);
        while (Now < until || !over) Step();
    }

    /// <summary>Steps until something is so.</summary>
    /// <exception cref="StandstillException">It isn't within so much virtual time, or never can be.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan within)
    {
        var until = Now + within;
        while (!condition())
            if (Now > until || !Step())
                throw new StandstillException($"Seed {Seed}: not within {within}. Busy: {string.Join("; ", World.Busy())}");
        _escapes.Check();
    }

    /// <summary>Steps until the task has ended; its result or failure. An hour of virtual time at most.</summary>
    public T Finish<T>(Task<T> task)
    {
        T? result = default;
        FinishScript(async () => result = await task);
        return result!;
    }

    /// <inheritdoc cref="Finish{T}"/>
    public void Finish(Task task) => FinishScript(() => task);

    /// <summary>Makes something part of the trace, so that runs which differ in it have different hashes.</summary>
    public void Note(string what) => Record('#', what, 0);

    void IDispatcher.Schedule(Strand strand) => Enlist(strand);

    internal TimeSpan NextLatency() => Latencies.Between(_options.LatencyMin, _options.LatencyMax);

    private TimeSpan NextMessage() => _options.MessagesLate > 0 && Faults.Chance(_options.MessagesLate) ? Latencies.Between(_options.LatencyMax, _options.LateMax) : NextLatency();

    internal VirtualEvent Schedule(TimeSpan wait, string name, SimulatedWorld? world, Action happen) => _escapes.IsInside($"Setting the event '{name}'")
        ? _clock.Schedule(wait, name, world, happen)
        : new VirtualEvent(0, default, name, world, happen);

    internal void Enlist(Strand strand)
    {
        if (_escapes.IsInside($"Work for {strand.Name}")) _runnable.Add(strand);
    }

    internal void OnFault(SimulatedWorld world, string what, Exception failure)
    {
        Record('?', what, world.Number);
        _faults.Add(new SimulatedFault(Now, world.Number, what, failure));
    }

    internal static void Run(Strand strand, string name, Func<Task> script, TaskCompletionSource<bool> done) =>
        new LooseTurn(name, caller: null, script, failure => _ = failure is null ? done.TrySetResult(true) : done.TrySetException(failure)).Start(strand);

    // The simulation's thread must not block on a task: it is what makes the task end.
    private void FinishScript(Func<Task> script)
    {
        var (failure, ended) = ((ExceptionDispatchInfo?)null, false);
        Client("wait", async () =>
        {
            try
            {
                await script();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
            ended = true;
        });
        RunUntil(() => ended, TimeSpan.FromHours(1));
        failure?.Throw();
    }

    private SimulatedWorld NewWorld() => new(this, ++_worlds);

    private bool Advance()
    {
        if (_clock.Advance() is not { } next) return false;
        Record('@', next.Name, next.Number);
        next.Happen();
        return true;
    }

    private bool RunOne()
    {
        while (_runnable.Count > 0)
        {
            var place = _schedule.Below(_runnable.Count);
            var strand = _runnable[place];
            var isDead = strand.Dispatcher is SimulatedWorld { IsDead: true };
            if (!isDead) Record('>', strand.Name, strand.Length);
            // While it ran others were added behind; none was removed.
            if (isDead || !strand.RunOne())
            {
                _runnable[place] = _runnable[^1];
                _runnable.RemoveAt(_runnable.Count - 1);
            }
            if (!isDead) return true;
        }
        return Advance();
    }

    private void Record(char kind, string what, long number)
    {
        _hash.Add(kind);
        _hash.Add(Now.UtcTicks);
        _hash.Add(what);
        _hash.Add(number);
        if (_options.KeepsTrace) _trace.Add($"{Now:HH:mm:ss.ffffff} {kind} {what} {number}");
    }
}

/// <summary>A failure that nobody awaited.</summary>
public sealed record SimulatedFault(DateTimeOffset At, int World, string What, Exception Failure);
