using Chronote.Domain.Ports;
using Chronote.Gateway.Problems;

namespace Chronote.Gateway.Keys;

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
        if (key.Scope < scope) return ProblemResult.Of("scope_too_small", $"This key's scope is {key.Scope.ToString().ToLowerInvariant()}; {scope.ToString().ToLowerInvariant()} is needed.");
        if (key.Only is { } only && http.Request.RouteValues.GetValueOrDefault("meeting") as string != only.Value)
            return ProblemResult.Of("scope_too_small", "This link opens one meeting alone.");
        http.Items[Item] = key;
        return await next(context);
    }
}

public static class RouteKeys
{
    /// <summary>Serves the route only to keys of this scope, and gives it its line in the description.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder route, KeyScope scope, string summary) =>
        route.AddEndpointFilter(new NeedsKey(scope)).WithSummary(summary);
}
