using System.Collections.Concurrent;

namespace Chronote.Crash.Cluster;

/// <summary>How often each answer was seen.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Count(string answer) => _counts.AddOrUpdate(answer, 1, (_, count) => count + 1);

    public int Of(string answer) => _counts.GetValueOrDefault(answer);

    /// <summary>What came since <paramref name="before"/>.</summary>
    public string Since(IReadOnlyDictionary<string, int> before) => string.Join(", ", _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => (pair.Key, Count: pair.Value - before.GetValueOrDefault(pair.Key))).Where(pair => pair.Count > 0).Select(pair => $"{pair.Count} × {pair.Key}"));

    public IReadOnlyDictionary<string, int> Now => new Dictionary<string, int>(_counts, StringComparer.Ordinal);
}
