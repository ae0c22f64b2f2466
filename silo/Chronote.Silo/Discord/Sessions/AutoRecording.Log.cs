namespace Chronote.Silo.Discord.Sessions;

internal sealed partial class AutoRecording
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Guild {Guild}: channel {Channel} is to be recorded by itself and is not: {Code}. {Sentence}")]
    private static partial void LogNotBegun(ILogger logger, ulong guild, ulong channel, string code, string sentence);
}
