using Chronote.Domain;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Guilds;

public sealed partial class GuildGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild} could not {What} and will try again")]
    private static partial void LogFailed(ILogger logger, string guild, string what, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild} refused {Command}: {Code}")]
    private static partial void LogRefused(ILogger logger, string guild, string command, RefusalCode code);

    [LoggerMessage(Level = LogLevel.Information, Message = "Guild {Guild}: meeting {Meeting} is free of a person who asked for it")]
    private static partial void LogErased(ILogger logger, string guild, MeetingId meeting);
}
