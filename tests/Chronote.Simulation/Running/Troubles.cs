using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Running;

/// <summary>How often what goes wrong, drawn once per seed. All kinds together: single ones miss what only their meeting brings about.</summary>
internal sealed class Troubles(SimulatedHostOptions options, FaultKinds kinds, Operations operations)
{
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FullWait = TimeSpan.FromSeconds(10);

    private SimulatedHost _host = null!;
    private double _crashesAtPorts;
    private double _storeRefuses;
    private double _storeUnknown;
    private double _requestsDoubled;
    private double _hintsLost;
    private double _engineFails;
    private double _recorderDiskFails;
    private double _blobFails;
    private double _powerCuts;
    private DateTimeOffset? _clockSetAt;

    public bool AreOver { get; private set; } = true;

    /// <summary>For a while nothing can be written.</summary>
    public bool DiskIsFull { get; private set; }

    /// <summary>For a while the engine takes about as long as anybody waits for it.</summary>
    public bool EngineIsSlow { get; private set; }

    /// <summary>Begins the troubles of this seed; until then everything works.</summary>
    public void Begin(SimulatedHost host)
    {
        (_host, AreOver) = (host, false);
        options.RequestsLost = Drawn(FaultKinds.LostMessages, 0.02);
        options.AnswersLost = Drawn(FaultKinds.LostMessages, 0.03);
        options.MessagesLate = Drawn(FaultKinds.LateMessages, 0.005);
        options.EventsLost = Drawn(FaultKinds.Streams, 0.05);
        options.EventsDoubled = Drawn(FaultKinds.Streams, 0.05);
        options.StreamsStalled = Drawn(FaultKinds.Streams, 0.02);
        options.ActivationsDoubled = Drawn(FaultKinds.DoubledActivations, 0.005);
        _storeRefuses = Drawn(FaultKinds.FailingStore, 0.01);
        _storeUnknown = Drawn(FaultKinds.FailingStore, 0.01);
        _requestsDoubled = Drawn(FaultKinds.DoubledRequests, 0.1);
        _hintsLost = Drawn(FaultKinds.LostHints, 0.2);
        _engineFails = Drawn(FaultKinds.Engine, 0.2);
        _blobFails = Drawn(FaultKinds.Blobs, 0.1);
        _recorderDiskFails = Drawn(FaultKinds.RecorderDisks, 0.005);
        _powerCuts = Drawn(FaultKinds.PowerCuts, 0.0005);
        _crashesAtPorts = Drawn(FaultKinds.Crashes, 0.001);
        ComeAndGo();
    }

    /// <summary>From here on everything works again, so that what was promised can be kept.</summary>
    public void Heal()
    {
        (options.RequestsLost, options.AnswersLost, options.MessagesLate) = (0, 0, 0);
        (options.EventsLost, options.EventsDoubled, options.StreamsStalled, options.ActivationsDoubled) = (0, 0, 0, 0);
        (_storeRefuses, _storeUnknown, _requestsDoubled, _hintsLost, _engineFails, _blobFails) = (0, 0, 0, 0, 0, 0);
        (_recorderDiskFails, _powerCuts, _crashesAtPorts) = (0, 0, 0);
        (DiskIsFull, EngineIsSlow, AreOver) = (false, false, true);
    }

    /// <summary>The wall clock was set within this time: what counts by it may end early.</summary>
    public bool ClockWasSetWithin(TimeSpan time) => _clockSetAt is { } at && _host.Now - at < time;

    public bool DoublesRequest => Happens(_requestsDoubled);

    public bool LosesHint => Happens(_hintsLost);

    public bool EngineFails => Happens(_engineFails);

    public bool RecorderDiskFails => Happens(_recorderDiskFails);

    public bool BlobFails => Happens(_blobFails);

    /// <summary>Power is cut at this write or sync of a file.</summary>
    public bool CutsPower => Happens(_powerCuts);

    /// <summary>Whether the process ends somewhere on the way of the port call that begins now.</summary>
    public bool ServerCrashes => Happens(_crashesAtPorts);

    /// <summary>The commit of a port as this call meets it: done, refused, or done with nobody told.</summary>
    public Func<T> Through<T>(string name, bool writes, Func<T> commit)
    {
        if (DiskIsFull && writes) return () => throw new StoreException(StoreFault.Full, $"{name}: no room, as drawn.", FullWait);
        if (Happens(_storeRefuses)) return () => throw new StoreException(StoreFault.Unavailable, $"{name}: the store refused, as drawn.", StoreWait);
        if (!Happens(_storeUnknown)) return commit;
        return () =>
        {
            commit();
            throw new DrawnFailureException($"{name}: done, but the answer was lost, as drawn.");
        };
    }

    // What lasts: a full disk, a slow engine, a clock that was set. One after the other, with quiet in between.
    private void ComeAndGo()
    {
        var episodes = new List<Action>();
        if (kinds.HasFlag(FaultKinds.FullDisk)) episodes.Add(() => DiskIsFull = true);
        if (kinds.HasFlag(FaultKinds.Engine)) episodes.Add(() => EngineIsSlow = true);
        if (kinds.HasFlag(FaultKinds.WallClock)) episodes.Add(SetWallClock);
        if (kinds.HasFlag(FaultKinds.WallClock) && kinds.HasFlag(FaultKinds.Engine)) episodes.Add(Suspend);
        if (episodes.Count > 0 && !_host.Faults.OneIn(3)) Next();

        void Next() => _host.At(_host.Faults.Between(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90)), "something begins to fail", () =>
        {
            if (AreOver) return;
            operations.FaultHappened();
            episodes[_host.Faults.Below(episodes.Count)]();
            _host.At(_host.Faults.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), "it works again", () =>
            {
                (DiskIsFull, EngineIsSlow) = (false, false);
                if (!AreOver) Next();
            });
        });
    }

    // Mostly as time servers correct it, sometimes as a hand does. Never far back: what is due waits for as long, and says so.
    private void SetWallClock()
    {
        var by = _host.Faults.Below(4) switch
        {
            0 => _host.Faults.Between(TimeSpan.Zero, TimeSpan.FromMinutes(2)),
            1 => _host.Faults.Between(TimeSpan.FromSeconds(-5), TimeSpan.Zero),
            _ => _host.Faults.Between(TimeSpan.FromMilliseconds(-500), TimeSpan.FromMilliseconds(500)),
        };
        _host.WallClockOffset += by;
        _clockSetAt = _host.Now;
    }

    // A machine that slept: leases are over by its clock, and what was asked before is answered all the same.
    private void Suspend()
    {
        EngineIsSlow = true;
        _host.At(_host.Faults.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15)), "the machine wakes up", () =>
        {
            if (AreOver) return;
            _host.WallClockOffset += _host.Faults.Between(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
            _clockSetAt = _host.Now;
        });
    }

    private bool Happens(double chance)
    {
        if (chance <= 0 || !_host.Faults.Chance(chance)) return false;
        operations.FaultHappened();
        return true;
    }

    // A third of the seeds has none of a kind and a third has plenty of it: what is rare everywhere would hide what is needed in numbers.
    private double Drawn(FaultKinds kind, double usual)
    {
        var drawn = _host.Faults.Below(3) switch { 0 => 0, 1 => usual, _ => usual * 3 };
        return kinds.HasFlag(kind) ? drawn : 0;
    }
}

/// <summary>A failure that the seed asked for. Every other one is news.</summary>
internal sealed class DrawnFailureException(string message) : IOException(message);
