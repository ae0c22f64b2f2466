namespace Chronote.Silo.Discord.Commands;

internal sealed partial class MeetingDesk
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: /{Command} refused: {Code}")]
    private static partial void LogRefused(ILogger logger, ulong guild, string command, string code);
}
