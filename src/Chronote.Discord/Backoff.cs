namespace Chronote.Discord;

/// <summary>How long to wait before the next try: at once, then doubled up to a limit, between half of it and all of it so that many don't come at the same moment.</summary>
internal static class Backoff
{
    /// <param name="attempt">From 1; the first is not delayed.</param>
    /// <param name="draw">From 0 to 1.</param>
    public static TimeSpan Before(int attempt, TimeSpan first, TimeSpan max, double draw)
    {
        if (attempt <= 1)
            return TimeSpan.Zero;
        var full = Math.Min(max.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 2, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + draw / 2));
    }
}
