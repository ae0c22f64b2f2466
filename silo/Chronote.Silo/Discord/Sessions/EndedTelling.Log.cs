using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

internal sealed partial class EndedTelling
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}, meeting {Meeting}: Discord refused the {What}: {Why}")]
    private static partial void LogRefused(ILogger logger, ulong guild, MeetingId meeting, string what, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}, meeting {Meeting}: its end could not be told within a day")]
    private static partial void LogGivenUp(ILogger logger, ulong guild, MeetingId meeting);
}
