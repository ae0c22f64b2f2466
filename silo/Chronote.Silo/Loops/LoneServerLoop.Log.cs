namespace Chronote.Silo.Loops;

internal sealed partial class LoneServerLoop
{
    [LoggerMessage(LogLevel.Critical, "Another server has taken this one's database while it did not answer. This one ends; start it again when the other is stopped.")]
    private static partial void LogTaken(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "This server's hold on its database could not be renewed")]
    private static partial void LogNotRenewed(ILogger logger, Exception failure);
}
