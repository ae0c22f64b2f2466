namespace Chronote.Silo.Discord;

internal sealed partial class Bot
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Discord bot {Name} is ready. Invite it to a server: {Invite}")]
    private static partial void LogInvite(ILogger logger, string name, string invite);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Discord bot can't start yet: {Why}. It is tried again.")]
    private static partial void LogNotReady(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Discord bot is public and CHRONOTE_Discord__Guilds is empty: anybody may invite it and record here.")]
    private static partial void LogPublic(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "CHRONOTE_PublicUrl is not set: the Discord bot posts notes as text and transcripts as files instead of links.")]
    private static partial void LogNoLinks(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Discord refused shard {Shard} of the bot: {Why}")]
    private static partial void LogRefused(ILogger logger, int shard, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: which server has it could not be asked")]
    private static partial void LogHoldUnknown(ILogger logger, int shard, Exception failure);
}
