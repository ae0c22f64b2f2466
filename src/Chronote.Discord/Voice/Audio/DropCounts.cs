namespace Chronote.Discord.Voice.Audio;

/// <summary>Counts what is given up, and lets each reason be told once a second at most.</summary>
internal sealed class DropCounts
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // Besides the users of a session, so that a hostile one can't make it grow.
    private const int EntriesMax = 1_000;

    private readonly Dictionary<(Snowflake? User, DropReason Reason), int> _counts = [];
    private readonly Dictionary<DropReason, TimeSpan> _told = [];

    public bool IsEmpty => _counts.Count == 0;

    public void Add(Snowflake? user, DropReason reason, int packets = 1)
    {
        var key = _counts.Count < EntriesMax || _counts.ContainsKey((user, reason)) ? (user, reason) : (null, reason);
        _counts[key] = _counts.GetValueOrDefault(key) + packets;
    }

    /// <summary>What may be told now, or all of it when a session ends.</summary>
    public IReadOnlyList<VoiceEvent.Dropped> Take(TimeSpan now, bool all = false)
    {
        if (_counts.Count == 0)
            return [];
        var due = _counts.Where(count => all || !_told.TryGetValue(count.Key.Reason, out var told) || told + Every <= now).ToList();
        foreach (var (key, _) in due)
        {
            _counts.Remove(key);
            _told[key.Reason] = now;
        }

        return [.. due.Select(count => new VoiceEvent.Dropped(count.Key.User, count.Key.Reason, count.Value))];
    }
}
