using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;

namespace Chronote.Simulation.Running;

/// <summary>How often what goes wrong, drawn once per seed. All kinds together: single ones miss what only their meeting brings about.</summary>
internal sealed class Troubles(SimulatedHostOptions options)
{
    private static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(1);

    private SimulatedHost _host = null!;
    private int _crashesLeft;
    private double _crashesAtPorts;
    private double _storeRefuses;
    private double _storeUnknown;
    private double _requestsDoubled;
    private double _hintsLost;
    private double _engineFails;
    private double _diskFails;

    public bool AreOver { get; private set; } = true;

    /// <summary>Begins the troubles of this seed; until then everything works.</summary>
    /// <param name="disksRefuse">The disks of recorders refuse to write, too.</param>
    public void Begin(SimulatedHost host, bool disksRefuse)
    {
        (_host, AreOver) = (host, false);
        options.RequestsLost = Drawn(0.02);
        options.AnswersLost = Drawn(0.03);
        options.EventsLost = Drawn(0.05);
        options.EventsDoubled = Drawn(0.05);
        _storeRefuses = Drawn(0.01);
        _storeUnknown = Drawn(0.01);
        _requestsDoubled = Drawn(0.1);
        _hintsLost = Drawn(0.2);
        _engineFails = Drawn(0.2);
        _diskFails = Drawn(disksRefuse ? 0.005 : 0);
        _crashesLeft = host.Faults.Below(5);
        _crashesAtPorts = 0.004;
    }

    /// <summary>From here on everything works again, so that what was promised can be kept.</summary>
    public void Heal()
    {
        (options.RequestsLost, options.AnswersLost, options.EventsLost, options.EventsDoubled) = (0, 0, 0, 0);
        (_storeRefuses, _storeUnknown, _requestsDoubled, _hintsLost, _engineFails, _diskFails, _crashesLeft) = (0, 0, 0, 0, 0, 0, 0);
        AreOver = true;
    }

    public bool DoublesRequest => Happens(_requestsDoubled);

    public bool LosesHint => Happens(_hintsLost);

    public bool EngineFails => Happens(_engineFails);

    public bool DiskFails => Happens(_diskFails);

    /// <summary>Whether the process ends somewhere on the way of the port call that begins now: before its commit, between it and the answer, or after.</summary>
    public bool ServerCrashes()
    {
        if (_crashesLeft == 0 || !Happens(_crashesAtPorts)) return false;
        _crashesLeft--;
        return true;
    }

    /// <summary>The commit of a port as this call meets it: done, refused, or done with nobody told.</summary>
    public Func<T> Through<T>(string name, Func<T> commit)
    {
        if (Happens(_storeRefuses)) return () => throw new StoreException(StoreFault.Unavailable, $"{name}: the store refused, as drawn.", StoreWait);
        if (!Happens(_storeUnknown)) return commit;
        return () =>
        {
            commit();
            throw new DrawnFailureException($"{name}: done, but the answer was lost, as drawn.");
        };
    }

    private bool Happens(double chance) => chance > 0 && _host.Faults.Chance(chance);

    // A third of the seeds has none of a kind and a third has plenty of it: what is rare everywhere would hide what is needed in numbers.
    private double Drawn(double usual) => _host.Faults.Below(3) switch { 0 => 0, 1 => usual, _ => usual * 3 };
}

/// <summary>A failure that the seed asked for. Every other one is news.</summary>
internal sealed class DrawnFailureException(string message) : IOException(message);
