namespace Chronote.Silo.Discord.Recording;

internal sealed partial class GuildRecording
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Meeting {Meeting}: {Text}")]
    private static partial void LogSaid(ILogger logger, string meeting, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Meeting {Meeting}: {Chunks} chunks that an earlier process left open were sealed")]
    private static partial void LogRecovered(ILogger logger, string meeting, int chunks);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meeting {Meeting}: {Packets} packets came faster than they could be taken and are lost. Is this machine overloaded?")]
    private static partial void LogOverflow(ILogger logger, string meeting, long packets);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meeting {Meeting}: the spool has no room; what is said is lost, as a gap. Make room on the disk, or see why chunks aren't stored")]
    private static partial void LogSpoolFull(ILogger logger, string meeting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Meeting {Meeting}: there is room again; recording goes on")]
    private static partial void LogRoomAgain(ILogger logger, string meeting);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Meeting {Meeting}: {Chunks} chunks are not delivered yet and stay on this disk")]
    private static partial void LogLeft(ILogger logger, string meeting, long chunks);

    [LoggerMessage(Level = LogLevel.Error, Message = "Meeting {Meeting}: a mistake of ours; the recording goes on")]
    private static partial void LogMistake(ILogger logger, string meeting, Exception mistake);
}
