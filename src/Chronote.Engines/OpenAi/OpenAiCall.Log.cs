using Microsoft.Extensions.Logging;

namespace Chronote.Engines.OpenAi;

internal sealed partial class OpenAiCall
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "{Server} answered {Status} after {ElapsedMs} ms, {Bytes} bytes")]
    private static partial void LogAnswered(ILogger logger, string server, int status, long elapsedMs, int bytes);
}
