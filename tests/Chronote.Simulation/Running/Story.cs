using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Grains;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Server;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Simulation.Running;

/// <summary>
/// One seed, told to its end: a meeting is recorded by recorders that come and go, on a server that comes and goes, over a network that can't
/// be trusted. Then all troubles end, the server restarts once more, and when nothing happens any more the auditor compares.
/// </summary>
internal sealed class Story : IDisposable
{
    private static readonly TimeSpan QuietWithin = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Time for the restarted server to find what it left undone.
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(3);

    private readonly Findings _findings = new();
    private readonly List<string> _told = [];
    private readonly Troubles _troubles;
    private readonly Auditor _auditor;
    private readonly ServerMachine _server;
    private readonly SimulatedHost _host;
    private readonly Cast _cast;
    private readonly StoryKind _kind;
    private int _servers;

    private Story(ulong seed, Kinds kinds, Mistake mistake, StoryKind kind)
    {
        var options = new SimulatedHostOptions();
        _kind = kind;
        (_troubles, _auditor) = (null!, new Auditor(_findings, Tell));
        Troubles? troubles = null;
        ServerMachine? server = null;
        _host = new SimulatedHost(seed, made =>
        {
            made.Grains.Catalogue = kinds.Grains;
            made.Grains.Json = GrainJson.Options;
            troubles = new Troubles(made);
            var database = SqliteDatabase.OpenInMemory(new ManualTimeProvider(options.Start), NullLoggerFactory.Instance);
            server = new ServerMachine(database, kinds.Ports, troubles, _findings, mistake, new SeededRandom(seed));
            made.Compose = (services, world) =>
            {
                _servers++;
                Tell($"server {_servers} starts");
                server.Compose(services, world);
            };
        });
        (_troubles, _server) = (troubles!, server!);
        _cast = new Cast(_host, _troubles, _auditor, _findings, mistake, Tell);
    }

    public static Outcome Run(ulong seed, Kinds kinds, Mistake? mistake = null, StoryKind kind = StoryKind.Troubled)
    {
        using var story = new Story(seed, kinds, mistake ?? new Mistake(), kind);
        try
        {
            story.Tell();
        }
        catch (Exception failure) when (failure is StandstillException or SimulationEscapeException)
        {
            story._findings.Add(failure.Message);
        }
        return story.Outcome();
    }

    public void Dispose() => _server.Dispose();

    private void Tell()
    {
        var books = new Books(_server.Database);
        if (!IsCalm) _troubles.Begin(_host, disksRefuse: _kind == StoryKind.WithRefusingDisks);
        var end = _cast.Enter(IsCalm);
        _host.RunFor(end);
        _troubles.Heal();
        Tell("all troubles are over");
        if (!IsCalm) _host.Crash();
        var servedSince = _host.Now;
        _host.RunFor(StartWithin);
        var waited = StartWithin;
        for (; !IsQuiet(books); waited += LookEvery)
        {
            if (waited > QuietWithin)
            {
                _findings.Add($"nothing keeps it, and it is not done within {QuietWithin}: {State(books)}");
                break;
            }
            _host.RunFor(LookEvery);
        }
        Tell($"quiet after {waited.TotalSeconds:0} s");
        if (waited <= QuietWithin) _cast.AskAgain(books);
        _cast.End();
        foreach (var fault in _host.Faulted)
            if (!CapturedLog.WasToBeExpected(fault.Failure))
                _findings.Add($"unexpected failure, {fault.What}: {fault.Failure}");
        new Examination(_auditor, books, _server.Blobs, servedSince, _findings).Examine();
    }

    private bool IsCalm => _kind == StoryKind.Calm;

    private bool IsQuiet(Books books) =>
        _cast.IsDone && books.Meeting is { Phase: MeetingPhase.Completed or MeetingPhase.Failed } meeting
        && books.Progress(meeting.Id) is { PendingText: 0, FilesAreCurrent: true, NotesAreCurrent: true } && books.CountOf("due") == 0 && !IsReminded(meeting);

    // A settled meeting needs no net any more; one that a crash left behind is gone a minute later.
    private bool IsReminded(MeetingRow meeting) => _host.Reminders.FindNow($"meeting/{meeting.Id}", "progress") is not null;

    private string State(Books books) => books.Meeting is { } meeting
        ? $"the meeting is {meeting.Phase}, {books.Progress(meeting.Id)}, {books.CountOf("due")} due, {(IsReminded(meeting) ? "" : "not ")}reminded, recorders are {(_cast.IsDone ? "" : "not ")}done"
        : "there is no meeting";

    private Outcome Outcome() => new(_host.Seed, _kind, _host.TraceHash, _findings.All, _told,
        new Count(_host.Steps, _servers, _cast.Recorders, _auditor.Acknowledgements.Count, _auditor.Repeats, _auditor.StaleRefused, _auditor.ConflictsRefused,
            _host.Now - new SimulatedHostOptions().Start), _host.PoolItems);

    // What is told is part of the trace: a run that tells something else is another run.
    private void Tell(string line)
    {
        _host?.Note(line);
        _told.Add($"{_host?.Now:HH:mm:ss.fff} {line}");
    }
}

/// <summary>What may go wrong in a story.</summary>
internal enum StoryKind
{
    /// <summary>Processes end, messages and answers are lost and doubled, stores and engines fail.</summary>
    Troubled,

    /// <summary>Nothing: what fails then fails by itself.</summary>
    Calm,

    /// <summary>As <see cref="Troubled"/>, and the disks of recorders refuse single writes, syncs and renames.</summary>
    WithRefusingDisks,
}
