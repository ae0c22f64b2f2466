namespace Chronote.Silo.Loops;

public sealed partial class DueRound
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not {What}; it is tried again")]
    private static partial void LogFailed(ILogger logger, string what, Exception failure);
}
