namespace Chronote.Discord.Voice.Audio;

/// <summary>
/// Whose packets an ssrc carries, from op 5 and op 12, for one voice session. A user who left keeps the entry for as long as packets are held:
/// the last ones may still be under way when op 13 overtakes them.
/// </summary>
internal sealed class SenderMap(TimeSpan leaversKeptFor)
{
    private readonly Dictionary<uint, Entry> _users = [];

    private sealed record Entry(Snowflake User, TimeSpan? Until);

    public Snowflake? UserOf(uint ssrc, TimeSpan now) => _users.TryGetValue(ssrc, out var entry) && !(entry.Until < now) ? entry.User : null;

    /// <returns>Whether that is new: an ssrc not known before, or one that was somebody else's.</returns>
    public bool Set(uint ssrc, Snowflake user)
    {
        if (_users.TryGetValue(ssrc, out var entry) && entry.User == user && entry.Until is null)
            return false;
        if (entry is null && _users.Count >= VoiceLimits.SsrcsMax)
            return false;
        _users[ssrc] = new Entry(user, null);
        return true;
    }

    /// <summary>Those who have an ssrc and did not leave.</summary>
    public IReadOnlySet<Snowflake> Users() => _users.Values.Where(entry => entry.Until is null).Select(entry => entry.User).ToHashSet();

    public void Left(Snowflake user, TimeSpan now)
    {
        foreach (var (ssrc, entry) in _users)
            if (entry.User == user && entry.Until is null)
                _users[ssrc] = entry with { Until = now + leaversKeptFor };
    }

    /// <summary>Forgets those who left a while ago.</summary>
    public IEnumerable<uint> Expire(TimeSpan now)
    {
        var gone = _users.Where(pair => pair.Value.Until < now).Select(pair => pair.Key).ToList();
        foreach (var ssrc in gone)
            _users.Remove(ssrc);
        return gone;
    }
}
