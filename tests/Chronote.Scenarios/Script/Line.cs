using Chronote.Domain.Tests;

namespace Chronote.Scenarios.Script;

/// <summary>One command: a verb, words, and <c>key=value</c> pairs.</summary>
internal sealed class Line
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, string> _pairs = [];

    public Line(string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=');
            if (equals < 0) _words.Add(word);
            else _pairs.Add(word[..equals], word[(equals + 1)..]);
        }
    }

    public string Verb => _words[0];
    public IReadOnlyDictionary<string, string> Pairs => _pairs;

    /// <param name="index">1 for the first word after the verb.</param>
    public string Word(int index) => _words[index];

    /// <summary><c>5</c> or <c>5..9</c>, both ends inclusive.</summary>
    public (long From, long To) Range(int index)
    {
        var ends = _words[index].Split("..");
        return (long.Parse(ends[0]), long.Parse(ends[^1]));
    }

    public string? Text(string key) => _pairs.GetValueOrDefault(key);

    /// <summary>Null when it is left out, or <c>none</c>.</summary>
    public long? Number(string key) => _pairs.GetValueOrDefault(key) is { } text && text != "none" ? long.Parse(text) : null;

    public TimeSpan? Span(string key) => _pairs.TryGetValue(key, out var text) ? Spans.Parse(text) : null;
}
