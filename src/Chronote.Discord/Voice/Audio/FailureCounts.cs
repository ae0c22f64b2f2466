namespace Chronote.Discord.Voice.Audio;

/// <summary>
/// Consecutive frames that failed, by user. One member who sends rubbish must not make us leave the group that works for all others,
/// so recovery is due only while nobody's frames decrypt.
/// </summary>
internal sealed class FailureCounts
{
    private static readonly TimeSpan NobodyFor = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Snowflake, int> _failures = [];
    private TimeSpan? _lastSuccess;

    public void Failed(Snowflake user) => _failures[user] = _failures.GetValueOrDefault(user) + 1;

    public void Succeeded(Snowflake user, TimeSpan now)
    {
        _failures.Remove(user);
        _lastSuccess = now;
    }

    public void Forget(Snowflake user) => _failures.Remove(user);

    public void Clear() => _failures.Clear();

    public bool NeedsRecovery(TimeSpan now)
    {
        if (_failures.Count == 0 || _lastSuccess + NobodyFor > now)
            return false;
        foreach (var failures in _failures.Values)
            if (failures >= VoiceLimits.FailuresBeforeRecovery)
                return true;
        return false;
    }
}
