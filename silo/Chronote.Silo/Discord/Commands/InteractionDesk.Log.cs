namespace Chronote.Silo.Discord.Commands;

internal sealed partial class InteractionDesk
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: /{Command} refused: {Code}")]
    private static partial void LogRefused(ILogger logger, ulong guild, string command, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Guild {Guild}: /{Command} failed")]
    private static partial void LogFailed(ILogger logger, ulong guild, string command, Exception failure);
}
