namespace Chronote.Silo.Discord;

internal sealed partial class Shard
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} could not {What}; it is tried again")]
    private static partial void LogFailed(ILogger logger, int shard, string what, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: more came from Discord than could be taken; {What} was dropped")]
    private static partial void LogDropped(ILogger logger, int shard, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild} may not record here (CHRONOTE_Discord__Guilds): guild_not_allowed")]
    private static partial void LogNotAllowed(ILogger logger, ulong guild);
}
