using Microsoft.Extensions.Logging;

namespace Chronote.Gateway.Operating;

internal static partial class RequestIds
{
    [LoggerMessage(Message = "Request {Request} {Method} {Path} was answered {Status}")]
    private static partial void LogAnswered(ILogger logger, LogLevel level, string request, string method, string path, int status);
}
