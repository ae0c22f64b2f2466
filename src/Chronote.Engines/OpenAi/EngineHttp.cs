namespace Chronote.Engines.OpenAi;

/// <summary>The client for engines and writers. One per process: it owns the connections.</summary>
public static class EngineHttp
{
    /// <summary>Follows no redirect (audio goes where the operator said and nowhere else), keeps no cookies, looks addresses up anew every
    /// five minutes.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // Every call brings its own deadline, on the clock that tests can move.
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
