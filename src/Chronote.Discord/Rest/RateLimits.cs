namespace Chronote.Discord.Rest;

/// <summary>
/// How long a call must wait, from what earlier answers said (Discord docs, "Rate Limits"): per bucket as Discord names it, per route while no bucket is known, and over all.
/// Pure; the caller serialises.
/// </summary>
internal sealed class RateLimits
{
    private const int RoutesMax = 2_000;

    private readonly Dictionary<string, Limit> _limits = [];
    private readonly Dictionary<string, string> _buckets = [];
    private TimeSpan _globalUntil;

    /// <param name="Full">Calls in a whole window.</param>
    /// <param name="Window">The longest wait for a reset seen, which is close to a whole window.</param>
    private readonly record struct Limit(int Remaining, TimeSpan ResetsAt, int Full, TimeSpan Window);

    /// <summary>Takes a place; zero, or the wait before asking again.</summary>
    /// <param name="route">Method and path, with guild, channel and webhook ids, without others.</param>
    /// <param name="isGlobal">False for interactions, which the limit over all does not touch.</param>
    public TimeSpan Take(string route, bool isGlobal, TimeSpan now)
    {
        if (isGlobal && _globalUntil > now)
            return _globalUntil - now;
        var key = KeyOf(route);
        if (!_limits.TryGetValue(key, out var limit))
            return TimeSpan.Zero;
        // A new window begins with the first call in it: many that waited for it must not all go at once.
        if (limit.ResetsAt <= now)
            limit = limit with { Remaining = limit.Full, ResetsAt = now + limit.Window };
        if (limit.Remaining <= 0)
            return limit.ResetsAt - now;
        _limits[key] = limit with { Remaining = limit.Remaining - 1 };
        return TimeSpan.Zero;
    }

    /// <summary>What an answer's headers say. Values that make no sense are left out.</summary>
    /// <param name="bucket">X-RateLimit-Bucket.</param>
    /// <param name="full">X-RateLimit-Limit.</param>
    /// <param name="remaining">X-RateLimit-Remaining.</param>
    /// <param name="resetAfter">X-RateLimit-Reset-After, in seconds.</param>
    public void Answered(string route, string? bucket, int? full, int? remaining, TimeSpan? resetAfter, TimeSpan now)
    {
        if (full is null or 0 || remaining is null || resetAfter is null)
            return;
        if (_limits.Count >= RoutesMax || _buckets.Count >= RoutesMax)
            Forget(now);
        if (bucket is not null)
            _buckets[route] = bucket;
        var window = _limits.TryGetValue(KeyOf(route), out var before) && before.Window > resetAfter ? before.Window : resetAfter.Value;
        _limits[KeyOf(route)] = new Limit(remaining.Value, now + resetAfter.Value, full.Value, window);
    }

    /// <summary>A 429.</summary>
    public void Refused(string route, bool isGlobal, TimeSpan retryAfter, TimeSpan now)
    {
        if (isGlobal)
            _globalUntil = now + retryAfter;
        else
            _limits[KeyOf(route)] = _limits.TryGetValue(KeyOf(route), out var limit)
                ? limit with { Remaining = 0, ResetsAt = now + retryAfter }
                : new Limit(0, now + retryAfter, 1, TimeSpan.Zero);
    }

    /// <summary>A bucket is shared by routes, but not by channels, guilds or webhooks.</summary>
    private string KeyOf(string route) => _buckets.TryGetValue(route, out var bucket) ? $"{bucket} {MajorOf(route)}" : route;

    private static string MajorOf(string route)
    {
        var parts = route.Split('/', ' ');
        for (var at = 0; at + 1 < parts.Length; at++)
            if (parts[at] is "channels" or "guilds" or "webhooks" or "interactions")
                return parts[at + 1];
        return "";
    }

    private void Forget(TimeSpan now)
    {
        foreach (var key in _limits.Where(limit => limit.Value.ResetsAt <= now).Select(limit => limit.Key).ToList())
            _limits.Remove(key);
        if (_limits.Count >= RoutesMax)
            _limits.Clear();
        _buckets.Clear();
    }
}
