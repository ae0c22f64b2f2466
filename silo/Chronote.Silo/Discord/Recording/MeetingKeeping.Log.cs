namespace Chronote.Silo.Discord.Recording;

internal sealed partial class MeetingKeeping
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Meeting {Meeting}: the disk of the spool refused to write {What}: {Why}. It is tried again")]
    private static partial void LogDiskFailed(ILogger logger, string meeting, string what, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meeting {Meeting}: {Seconds:0.0} s of user {User} could not be stored anywhere and are lost")]
    private static partial void LogUnstored(ILogger logger, string meeting, ulong user, double seconds);
}
