using Chronote.Domain.Tests;

namespace Chronote.Scenarios.Script;

/// <summary>What happened, with its time since the story began. The same thing over and over is told once.</summary>
internal sealed class Told
{
    private readonly List<(TimeSpan First, TimeSpan Last, int Times, string What)> _lines = [];

    public void Add(TimeSpan at, string what)
    {
        if (_lines.Count > 0 && _lines[^1].What == what) _lines[^1] = _lines[^1] with { Last = at, Times = _lines[^1].Times + 1 };
        else _lines.Add((at, at, 1, what));
    }

    public IReadOnlyList<string> TakeAll()
    {
        var lines = _lines.ConvertAll(line => $"{Spans.Print(line.First),-8} {line.What}" + line switch
        {
            { Times: 1 } => "",
            { First: var first, Last: var last } when first == last => $" ({line.Times} times)",
            _ => $" ({line.Times} times, until {Spans.Print(line.Last)})",
        });
        _lines.Clear();
        return lines;
    }
}
