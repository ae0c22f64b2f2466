namespace Chronote.Domain.Tracks;

/// <summary>Order of a track: which numbers are accounted for (stored or given up). Bounded: it keeps ranges, not numbers.</summary>
/// <remarks>Rebuilt from rows; <see cref="Limits.OutOfOrderChunksMax"/> bounds how many ranges there can be.</remarks>
public sealed class Watermark
{
    // Ranges above the watermark which are accounted for, ascending, neither touching nor overlapping.
    private readonly List<(long From, long To)> _ahead = [];

    /// <summary>Everything below is accounted for.</summary>
    public long Value { get; private set; }

    public IReadOnlyList<(long From, long To)> Ahead => _ahead;

    /// <summary>Accounts for one number. False when it was before.</summary>
    public bool Add(long seq) => AddRange(seq, seq);

    /// <summary>Accounts for a range, both ends inclusive. False when all of it was before.</summary>
    public bool AddRange(long from, long to)
    {
        from = Math.Max(from, Value);
        if (to < from) return false;

        var first = _ahead.FindIndex(range => range.To >= from - 1);
        if (first < 0) first = _ahead.Count;
        var last = first;
        var known = false;
        while (last < _ahead.Count && _ahead[last].From <= to + 1)
        {
            known |= _ahead[last].From <= from && _ahead[last].To >= to;
            from = Math.Min(from, _ahead[last].From);
            to = Math.Max(to, _ahead[last].To);
            last++;
        }
        _ahead.RemoveRange(first, last - first);
        _ahead.Insert(first, (from, to));
        if (_ahead[0].From <= Value)
        {
            Value = _ahead[0].To + 1;
            _ahead.RemoveAt(0);
        }
        return !known;
    }

    /// <summary>The ranges below <paramref name="next"/> that are not accounted for, both ends inclusive, earliest first, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<(long From, long To)> Missing(long next, int most)
    {
        var missing = new List<(long, long)>();
        var from = Value;
        foreach (var range in _ahead)
        {
            if (missing.Count == most) return missing;
            if (from < range.From && from < next) missing.Add((from, Math.Min(range.From, next) - 1));
            from = range.To + 1;
        }
        if (from < next && missing.Count < most) missing.Add((from, next - 1));
        return missing;
    }
}
