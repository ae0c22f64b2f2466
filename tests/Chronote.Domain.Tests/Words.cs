namespace Chronote.Domain.Tests;

/// <summary>A cell of a table: plain words and <c>key=value</c> pairs, in any order.</summary>
internal sealed class Words
{
    private readonly HashSet<string> _plain = [];
    private readonly Dictionary<string, string> _pairs = [];

    public Words(string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=');
            if (equals < 0) _plain.Add(word);
            else _pairs.Add(word[..equals], word[(equals + 1)..]);
        }
    }

    public bool Has(string word) => _plain.Contains(word);

    public string Text(string key, string otherwise) => _pairs.GetValueOrDefault(key, otherwise);

    /// <summary>Null when the value is <c>none</c>.</summary>
    public long? Number(string key, long? otherwise)
        => !_pairs.TryGetValue(key, out var text) ? otherwise : text == "none" ? null : long.Parse(text);

    public bool Flag(string key, bool otherwise) => _pairs.TryGetValue(key, out var text) ? text == "yes" : otherwise;

    /// <summary>Null when the value is <c>none</c>.</summary>
    public TimeSpan? Span(string key, string otherwise)
    {
        var text = _pairs.GetValueOrDefault(key, otherwise);
        return text == "none" ? null : Spans.Parse(text);
    }
}
