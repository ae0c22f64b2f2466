using Chronote.Domain;

namespace Chronote.Silo.Loops;

public sealed partial class Normaliser
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Encoding waits: it failed and is tried again")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {Chunk} can't be encoded, {Code}: {Text}")]
    private static partial void LogUnreadable(ILogger logger, ChunkKey chunk, string code, string text);
}
