using Chronote.Domain.Meetings;
using Chronote.Domain.Tests;
using Chronote.Scenarios.World;

namespace Chronote.Scenarios.Script;

/// <summary>Carries out the commands of a story, one after the other; after each, everything that can happen at once happens.</summary>
internal sealed class Story
{
    private readonly Rows _rows = new();
    private readonly Edge _edge;
    private readonly Texts _texts;
    private readonly Windows _windows;
    private readonly Meetings _meetings;

    public Story()
    {
        _windows = new Windows(_rows);
        _meetings = new Meetings(_rows, _windows);
        _texts = new Texts(_rows, _meetings);
        _edge = new Edge(_rows, _meetings);
    }

    public IReadOnlyList<string> Run(IReadOnlyList<Line> lines)
    {
        foreach (var line in lines)
        {
            Obey(line);
            Settle();
        }
        return _rows.Told.TakeAll();
    }

    private void Obey(Line line)
    {
        switch (line.Verb)
        {
            case "create": _meetings.Handle(new MeetingCommand.Create()); break;
            case "open": _edge.Open(line.Word(1), line.Text("writer")!, line.Number("seen"), line.Number("first") ?? 0); break;
            case "put": _edge.Put(line.Word(1), line.Range(2), line); break;
            case "lost": _edge.DeclareLost(line.Word(1), line.Range(2), line.Number("writer") ?? 0, line.Text("reason") ?? "disk"); break;
            case "stop": _meetings.Stop(line.Pairs.ToDictionary(pair => pair.Key, pair => long.Parse(pair.Value))); break;
            case "cancel": _meetings.Handle(new MeetingCommand.Cancel()); break;
            case "delete": _meetings.Handle(new MeetingCommand.Delete()); break;
            case "engine": _texts.Engine(line); break;
            case "retry": _texts.Retry(); break;
            case "files": _windows.CanWrite = line.Word(1) == "work"; break;
            case "after": Pass(Spans.Parse(line.Word(1))); break;
            case "show": _rows.Show(_meetings.Progress()); break;
            default: throw new ArgumentException($"There is no command {line.Verb}.");
        }
    }

    // Moves time from one due instant to the next, as timers and the poller do.
    private void Pass(TimeSpan time)
    {
        var end = _rows.Now + time;
        while (new[] { _rows.LookAt, _texts.NextDue() }.Min() is { } due && due <= end)
        {
            _rows.Now = due;
            Settle();
        }
        _rows.Now = end;
    }

    private void Settle()
    {
        while (_texts.Ask() || _meetings.LookIfHinted() || _meetings.LookIfDue()) { }
    }
}
