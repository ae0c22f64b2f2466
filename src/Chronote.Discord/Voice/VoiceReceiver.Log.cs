using Microsoft.Extensions.Logging;

namespace Chronote.Discord.Voice;

public sealed partial class VoiceReceiver
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Voice of guild {Guild}: connecting to {Endpoint} for channel {Channel}")]
    private static partial void LogConnecting(ILogger logger, Snowflake guild, Snowflake channel, string endpoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Voice of guild {Guild}: {Event}")]
    private static partial void LogTold(ILogger logger, Snowflake guild, VoiceEvent @event);

    [LoggerMessage(Level = LogLevel.Information, Message = "Voice of guild {Guild}: {Text}")]
    private static partial void LogNoted(ILogger logger, Snowflake guild, string text);

    [LoggerMessage(Level = LogLevel.Error, Message = "Voice of guild {Guild} ended by a fault")]
    private static partial void LogBroken(ILogger logger, Snowflake guild, Exception exception);
}
