namespace Chronote.Discord.Simulated.Rest;

/// <summary>What tests do to REST calls, and the rate limits that hold anyway. Guarded by its own lock.</summary>
public sealed class RestTroubles(TimeProvider time, int bucketCalls, TimeSpan bucketWindow)
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, (DateTimeOffset Until, int Left)> buckets = [];
    private readonly List<(string Part, RestTrouble Trouble)> ordered = [];

    /// <summary>The next call whose "METHOD /path" contains a text gets this instead of its answer.</summary>
    public void Next(string part, RestTrouble trouble)
    {
        lock (guard) ordered.Add((part, trouble));
    }

    /// <summary>Forgets troubles that were ordered and did not come.</summary>
    public void Clear()
    {
        lock (guard) ordered.Clear();
    }

    internal RestTrouble? Take(string call)
    {
        lock (guard)
        {
            var index = ordered.FindIndex(entry => call.Contains(entry.Part, StringComparison.Ordinal));
            if (index < 0) return null;
            var trouble = ordered[index].Trouble;
            ordered.RemoveAt(index);
            return trouble;
        }
    }

    internal BucketState Count(string bucket)
    {
        lock (guard)
        {
            var now = time.GetUtcNow();
            if (!buckets.TryGetValue(bucket, out var state) || state.Until <= now) state = (now + bucketWindow, bucketCalls);
            buckets[bucket] = (state.Until, Math.Max(0, state.Left - 1));
            return new BucketState(state.Left == 0, Math.Max(0, state.Left - 1), bucketCalls, state.Until - now, state.Until);
        }
    }
}

internal readonly record struct BucketState(bool IsEmpty, int Left, int Limit, TimeSpan ResetAfter, DateTimeOffset Reset);

/// <summary>Something else than the answer.</summary>
public abstract record RestTrouble
{
    /// <summary>429. The call is not carried out.</summary>
    /// <param name="IsGlobal">Every route has to wait.</param>
    public sealed record Limited(TimeSpan RetryAfter, bool IsGlobal = false) : RestTrouble;

    /// <summary>Such as 502 from a proxy, with a body that is no JSON. The call is not carried out.</summary>
    public sealed record Failed(int Status) : RestTrouble;

    /// <summary>Discord's own no. The call is not carried out.</summary>
    public sealed record Refused(int Status, int Code, string Message) : RestTrouble;

    /// <summary>The connection breaks instead of an answer.</summary>
    /// <param name="AfterDoing">Whether the call was carried out all the same.</param>
    public sealed record Broken(bool AfterDoing) : RestTrouble;

    /// <summary>The answer comes late.</summary>
    public sealed record Late(TimeSpan By) : RestTrouble;

    private RestTrouble() { }
}
