using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Gateway;

public sealed partial class DiscordGateway
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to Discord as user {User}")]
    private static partial void LogReady(ILogger logger, Snowflake user);

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection to Discord is down for now: {Reason}")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to Discord has ended: {Reason}")]
    private static partial void LogStopped(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "A request about voice in guild {Guild} was not sent: the connection to Discord is down")]
    private static partial void LogRequestLost(ILogger logger, Snowflake guild);

    [LoggerMessage(Level = LogLevel.Error, Message = "What follows a {Happened} failed")]
    private static partial void LogListenerFailed(ILogger logger, string happened, Exception exception);
}
