using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

internal sealed partial class SessionRound
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: this server receives meeting {Meeting}, fence {Epoch}")]
    private static partial void LogTaken(ILogger logger, ulong guild, MeetingId meeting, long epoch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not {What} ({Meeting}); it is tried again")]
    private static partial void LogFailed(ILogger logger, MeetingId meeting, string what, Exception failure);
}
