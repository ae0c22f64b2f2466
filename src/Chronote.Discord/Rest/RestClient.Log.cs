using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Rest;

internal sealed partial class RestClient
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} is tried again: {Cause}")]
    private static partial void LogAgain(ILogger logger, HttpMethod method, string route, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Route} waits {Milliseconds} ms for its rate limit")]
    private static partial void LogLimited(ILogger logger, string route, long milliseconds);
}
