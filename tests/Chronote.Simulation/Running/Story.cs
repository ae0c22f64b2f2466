using Chronote.Grains;
using Chronote.Kernel.Simulation;
using Chronote.Simulation.Audit;
using Chronote.Simulation.Server;

namespace Chronote.Simulation.Running;

/// <summary>
/// One seed, told to its end: meetings are recorded, read, meddled with and deleted by clients that come and go, on a server that comes and goes,
/// over a network that can't be trusted, until so many operations are done. Then all troubles end, the server restarts once more, and when
/// nothing happens any more the auditors compare.
/// </summary>
internal sealed class Story : IDisposable
{
    private static readonly TimeSpan QuietWithin = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Until the last late message and the last late object have arrived.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(62);

    // Time for the restarted server to find what it left undone (I5).
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(5);

    private readonly Findings _findings = new();
    private readonly Operations _operations = new();
    private readonly List<(DateTimeOffset, string)> _told = [];
    private readonly StoryOptions _options;
    private readonly bool _endsAtFirstFinding;
    private readonly DateTimeOffset _start;
    private readonly Troubles _troubles;
    private readonly ServerMachine _server;
    private readonly SimulatedHost _host;
    private readonly StoryParts _parts;
    private readonly Stage _stage;
    private int _servers;

    private Story(StoryOptions options, Kinds kinds, Mistake? mistake)
    {
        (_options, _endsAtFirstFinding) = (options, mistake is not null);
        mistake ??= new Mistake();
        (Troubles? troubles, ServerMachine? server) = (null, null);
        _host = new SimulatedHost(options.Seed, made =>
        {
            made.Grains.Catalogue = kinds.Grains;
            made.Grains.Json = GrainJson.Options;
            troubles = new Troubles(made, options.Faults, _operations);
            server = new ServerMachine(options, made.Start, kinds.Ports, troubles, _operations, _findings, mistake);
            made.Compose = (services, world) =>
            {
                _servers++;
                Tell($"server {_servers} starts");
                server.Compose(services, world);
            };
        });
        (_troubles, _server, _start) = (troubles!, server!, _host.Now);
        _operations.Count(_host);
        _parts = new StoryParts(_host, options.Faults, _troubles, _operations, _findings, _server.Books, mistake, Tell);
        _stage = new Stage(_parts);
    }

    /// <param name="mistake">Something made wrong on purpose. Then the story ends where it is first noticed.</param>
    public static Outcome Run(StoryOptions options, Kinds kinds, Mistake? mistake = null)
    {
        using var story = new Story(options, kinds, mistake);
        try
        {
            story.Tell();
        }
        catch (Exception failure) when (failure is StandstillException or SimulationEscapeException)
        {
            story._findings.Add(failure.Message);
        }
        catch (Exception) when (story._server.IsLost)
        {
            // It is a finding already.
        }
        return story.Outcome();
    }

    public void Dispose() => _server.Dispose();

    private void Tell()
    {
        _troubles.Begin(_host);
        _stage.Open();
        while (_operations.Total < _options.Operations)
        {
            _stage.Fill();
            GoOn(LookEvery);
            if (IsDecided) return;
        }
        _troubles.Heal();
        Tell("all troubles are over");
        if (!_options.IsCalm) _host.Crash();
        GoOn(StartWithin);
        if (!BecomesQuiet(Settling)) return;
        foreach (var scene in _stage.Scenes) _host.Finish(scene.AskAgain());
        if (!BecomesQuiet(TimeSpan.Zero)) return;
        _stage.Leave();
        foreach (var fault in _host.Faulted)
            if (!CapturedLog.WasToBeExpected(fault.Failure))
                _findings.Add($"unexpected failure, {fault.What}: {fault.Failure}");
        Examine();
    }

    private void GoOn(TimeSpan time)
    {
        _host.RunFor(time);
        // Cut by what nobody waits for.
        if (_server.IsOff) _host.Crash();
    }

    // Everybody has done what they came for, and the server has nothing left to do.
    private bool BecomesQuiet(TimeSpan atLeast)
    {
        var waiting = _stage.Scenes.ToList();
        for (var waited = TimeSpan.Zero; ; waited += LookEvery)
        {
            foreach (var overdue in _server.Books.Overdue(_host.Now + _host.WallClockOffset, StartWithin)) _findings.Add($"I5: {overdue} is past its deadline and not completed");
            if (IsDecided) return false;
            _stage.WindUp();
            waiting.RemoveAll(scene => scene.IsQuiet);
            if (waited >= atLeast && waiting.Count == 0 && _server.Books.CountOf("due") == 0)
            {
                waiting = [.. _stage.Scenes.Where(scene => !scene.IsQuiet)];
                if (waiting.Count == 0) break;
            }
            if (waited > QuietWithin)
            {
                _findings.Add($"nothing keeps it, and it is not done within {QuietWithin}: {_server.Books.CountOf("due")} due; {string.Join("; ", waiting.Select(scene => scene.State))}");
                return false;
            }
            GoOn(LookEvery);
        }
        Tell("quiet");
        return true;
    }

    private void Examine()
    {
        var remains = new Remains(_server.Database, _server.Blobs.Names);
        var files = new FileProof(_server.Books, _server.Blobs, _findings);
        foreach (var left in remains.WithoutOwner()) _findings.Add($"I12: there are {left} that belong to nothing");
        foreach (var scene in _stage.Scenes) new Examination($"meeting {scene.Number}", scene.Auditor, _server.Books, _findings).Examine(scene.Row, remains, files);
        if (_server.Books.MeetingCount != _stage.Scenes.Count) _findings.Add($"there are {_server.Books.MeetingCount} meetings; {_stage.Scenes.Count} were made");
    }

    private bool IsDecided => _endsAtFirstFinding && _findings.All.Count > 0;

    private Outcome Outcome() => new(_options, _host.TraceHash, _findings.All, _told, Count(), _host.PoolItems);

    private Count Count() => new(
        _operations.Total, $"{_operations}", _host.Steps, _host.Now - _start, _stage.Scenes.Count, _servers, _parts.RecorderRestarts, Sum(auditor => auditor.Acknowledgements.Count),
        Sum(auditor => auditor.Repeats), Sum(auditor => auditor.StaleRefused), Sum(auditor => auditor.ConflictsRefused));

    private int Sum(Func<Auditor, int> count) => _stage.Scenes.Sum(scene => count(scene.Auditor));

    // What is told is part of the trace: a run that tells something else is another run.
    private void Tell(string line)
    {
        _host?.Note(line);
        _told.Add((_host?.Now ?? default, line));
    }
}
