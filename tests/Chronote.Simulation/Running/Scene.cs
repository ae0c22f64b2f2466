using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Server;
using Chronote.Simulation.Visitors;
using Chronote.Simulation.Writers;
using Chronote.Wire;

namespace Chronote.Simulation.Running;

/// <summary>One meeting and everybody around it: who writes, who reads, who ends it, who meddles; and an auditor of its own.</summary>
internal sealed class Scene
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly StoryParts _parts;
    private readonly List<Visitor> _visitors = [];
    private readonly IWriters _writers;
    private bool _hasEntered;
    private bool _isWoundUp;

    public Scene(StoryParts parts, int number, TenantId tenant, string key)
    {
        (_parts, Number, Tenant, Key) = (parts, number, tenant, key);
        Auditor = new Auditor(parts.Findings, line => parts.Tell($"{number}: {line}"));
        _writers = parts.Host.Workload.Below(10) switch
        {
            < 4 => new RecorderTroupe(this, RecorderPlan.Draw(parts.Host.Workload)),
            < 7 => new SimpleWriters(this),
            _ => new NamedWriters(this),
        };
    }

    public StoryParts Parts => _parts;

    public int Number { get; }

    public TenantId Tenant { get; }

    /// <summary>The idempotency key that the meeting is made under; the other tenant has meetings of the same keys.</summary>
    public string Key { get; }

    public Auditor Auditor { get; }

    public CreateMeeting Request => new() { Name = $"meeting of {Key}" };

    public MeetingRow? Row => _parts.Books.Meeting(Tenant, Key);

    /// <summary>Recorders may die and come back.</summary>
    public bool Restarts => _parts.Faults.HasFlag(FaultKinds.Recorders);

    /// <summary>Nobody is going to do anything any more. Those who read and meddle are not waited for.</summary>
    public bool IsOver => _hasEntered && _writers.IsDone;

    /// <summary>Everybody has left, and the server has nothing left to do.</summary>
    public bool IsQuiet => IsOver && _visitors.TrueForAll(visitor => visitor.IsDone) && Row is { } row && row.Phase switch
    {
        MeetingPhase.Completed => _parts.Books.Progress(row.Id) is { PendingText: 0, FilesAreCurrent: true, NotesAreCurrent: true },
        MeetingPhase.Failed or MeetingPhase.Cancelled or MeetingPhase.Deleted => true,
        _ => false,
    };

    public string State => Row is { } row
        ? $"meeting {Number} is {row.Phase}, {_parts.Books.Progress(row.Id)}, its writers are {(_writers.IsDone ? "" : "not ")}done, visitors: "
            + string.Join(", ", _visitors.Where(visitor => !visitor.IsDone).Select(visitor => visitor.Name))
        : $"meeting {Number} was not made";

    /// <summary>Draws who comes when.</summary>
    public void Enter()
    {
        var (draw, host) = (_parts.Host.Workload, _parts.Host);
        _hasEntered = true;
        var length = _writers.Enter();
        if (draw.OneIn(2)) Comes(TimeSpan.Zero, length, new Meddler(this, "meddler"));
        if (draw.OneIn(2)) Comes(TimeSpan.Zero, length, new Reader(this));
        if (draw.OneIn(3)) Comes(TimeSpan.Zero, length, new Intruder(this));
        if (draw.OneIn(4)) Comes(TimeSpan.Zero, length, new Creator(this));
        if (draw.OneIn(6)) Comes(length / 2, length * 1.2, new Ender(this, "stopper", Ending.Stop));
        if (draw.OneIn(12)) Comes(TimeSpan.Zero, length * 1.5, new Ender(this, "canceller", Ending.Cancel));
        if (draw.OneIn(6)) Comes(TimeSpan.Zero, length * 2 + Soon, new Ender(this, "deleter", Ending.Delete));
        if (draw.OneIn(3)) Comes(length / 2, length * 2 + Soon, new Ender(this, "retrier", Ending.Retry));
        if (host.Workload.OneIn(10)) Comes(TimeSpan.Zero, length, new Reader(this));
    }

    /// <summary>A meeting that is gone needs no writers: whoever still asks for it to be made, or opened, would ask for ever.</summary>
    public void EndIfDeleted()
    {
        if (!_writers.IsDone && Row is { Phase: MeetingPhase.Deleted }) _writers.Leave();
    }

    /// <summary>After the troubles: a meeting that everybody has left and nobody stopped is stopped.</summary>
    public void WindUp()
    {
        EndIfDeleted();
        if (_isWoundUp || !IsOver || !_visitors.TrueForAll(visitor => visitor.IsDone)) return;
        _isWoundUp = true;
        if (Row is null or { Phase: MeetingPhase.Recording or MeetingPhase.Interrupted }) Comes(TimeSpan.Zero, TimeSpan.Zero, new Ender(this, "janitor", Ending.StopInTheEnd));
    }

    /// <summary>After the end: what was acknowledged is still acknowledged alike, and what is wrong still refused.</summary>
    public Task AskAgain() => _parts.Watch($"asker of {Number}", () => new Meddler(this, "asker").AskAgain());

    public void Leave()
    {
        _writers.Leave();
        foreach (var visitor in _visitors) visitor.Life.End();
    }

    public Life NewLife(string name) => new(_parts.Host, $"{name} of {Number}");

    public Network NewNetwork(Life life) => new(life, Tenant, _parts, Auditor);

    private void Comes(TimeSpan from, TimeSpan to, Visitor visitor)
    {
        _visitors.Add(visitor);
        _parts.Host.At(_parts.Host.Workload.Between(from, to), $"{visitor.Name} comes", () => _ = _parts.Watch(visitor.Name, visitor.Come));
    }
}

/// <summary>Who brings a meeting's audio.</summary>
internal interface IWriters
{
    bool IsDone { get; }

    /// <returns>About how long they will write.</returns>
    TimeSpan Enter();

    /// <summary>Whoever is still there goes, at once.</summary>
    void Leave();
}
