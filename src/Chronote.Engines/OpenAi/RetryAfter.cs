using System.Net.Http.Headers;

namespace Chronote.Engines.OpenAi;

/// <summary>The server's wish when to come back: seconds or an HTTP date (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>A wrong clock on the other side must not park a meeting's text for a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <returns>Null when it has none; never negative, at most <see cref="Longest"/>.</returns>
    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        if ((header?.Delta ?? header?.Date - now) is not { } wait) return null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
    }
}
