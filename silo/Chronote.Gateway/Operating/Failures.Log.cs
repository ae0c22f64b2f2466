namespace Chronote.Gateway.Operating;

internal static partial class Failures
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Request} {Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger logger, string request, string method, string path, Exception failure);
}
