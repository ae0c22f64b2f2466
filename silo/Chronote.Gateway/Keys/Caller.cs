using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Chronote.Domain.Ports;
using Chronote.Gateway.Problems;

namespace Chronote.Gateway.Keys;

/// <summary>Who sends a request, found by its key (P-1).</summary>
public sealed class Callers(IKeyStore keys, TimeProvider time)
{
    // A key's hash costs a read of the database; it is remembered for a minute, so that a removed key stops working within one.
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(1);
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, (ApiKey Key, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);

    public async ValueTask<ApiKey?> Find(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[scheme.Length..].Trim()));
        var text = Convert.ToHexString(hash);
        var now = time.GetUtcNow();
        if (_remembered.TryGetValue(text, out var known) && known.Until > now) return known.Key;
        if (await keys.Find(hash) is not { } key) return null;
        if (_remembered.Count >= RememberedMax) _remembered.Clear();
        _remembered[text] = (key, now + RememberedFor);
        return key;
    }
}

public static class RouteKeys
{
    /// <summary>Serves the route only to keys of this scope, and gives it its line in the description.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, KeyScope scope, string summary) =>
        route.AddEndpointFilter(new NeedsKey(scope)).WithSummary(summary);
}

/// <summary>Lets a request through to its endpoint only with a key of the scope it needs.</summary>
public sealed class NeedsKey(KeyScope scope) : IEndpointFilter
{
    private static readonly object Item = new();

    public static ApiKey Of(HttpContext context) => (ApiKey)context.Items[Item]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await http.RequestServices.GetRequiredService<Callers>().Find(http.Request.Headers.Authorization) is not { } key)
            return ProblemResult.Of("unknown_key");
        if (key.Scope < scope) return ProblemResult.Of("unknown_key", $"This key's scope is {key.Scope.ToString().ToLowerInvariant()}; {scope.ToString().ToLowerInvariant()} is needed.");
        http.Items[Item] = key;
        return await next(context);
    }
}
