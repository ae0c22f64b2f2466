using Chronote.Domain;

namespace Chronote.Silo.Discord.Sessions;

internal sealed partial class RecordingStart
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: recording of channel {Channel} refused: {Code}")]
    private static partial void LogRefused(ILogger logger, ulong guild, ulong channel, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: channel {Channel} is recorded as meeting {Meeting}")]
    private static partial void LogBegan(ILogger logger, ulong guild, ulong channel, MeetingId meeting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}: a recording could not be started")]
    private static partial void LogFailed(ILogger logger, ulong guild, Exception failure);
}
