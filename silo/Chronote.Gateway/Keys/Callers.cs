using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Chronote.Domain.Ports;

namespace Chronote.Gateway.Keys;

/// <summary>Who sends a request, found by its key (P-1).</summary>
public sealed class Callers(IKeyStore keys, TimeProvider time, IMeetingLinks? links = null)
{
    // A key's hash costs a read of the database; it is remembered for a minute, so that a removed key stops working within one.
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, (ApiKey Key, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);

    public async ValueTask<ApiKey?> Find(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var given = authorization[scheme.Length..].Trim();
        if (links is not null && await links.Find(given) is { } link) return link;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        var text = Convert.ToHexString(hash);
        var now = time.GetUtcNow();
        if (_remembered.TryGetValue(text, out var known) && known.Until > now) return known.Key;
        if (await keys.Find(hash) is not { } key) return null;
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        _remembered[text] = (key, now + RememberedFor);
        return key;
    }
}
