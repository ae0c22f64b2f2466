using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

internal sealed partial class LiveSession
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}: this server does not receive meeting {Meeting} any more: {Code}")]
    private static partial void LogLost(ILogger logger, ulong guild, MeetingId meeting, RefusalCode code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}, meeting {Meeting}: joining the call anew, because {Why} (time {Count})")]
    private static partial void LogRejoined(ILogger logger, ulong guild, MeetingId meeting, string why, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: recording of meeting {Meeting} ended: {Reason}")]
    private static partial void LogEnded(ILogger logger, ulong guild, MeetingId meeting, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}, meeting {Meeting}: not everything could be delivered in time; it comes late")]
    private static partial void LogLate(ILogger logger, ulong guild, MeetingId meeting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}, meeting {Meeting}: could not {What}")]
    private static partial void LogFailed(ILogger logger, ulong guild, MeetingId meeting, string what, Exception failure);
}
