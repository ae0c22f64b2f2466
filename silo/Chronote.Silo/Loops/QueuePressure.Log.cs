namespace Chronote.Silo.Loops;

public sealed partial class QueuePressure
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The depth of the queue could not be read; it is read again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
