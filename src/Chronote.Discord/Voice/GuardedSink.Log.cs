using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Voice;

internal sealed partial class GuardedSink
{
    [LoggerMessage(Level = LogLevel.Error, Message = "What was heard could not be taken, {Times} times so far")]
    private static partial void LogFailed(ILogger logger, int times, Exception exception);
}
