using Chronote.Domain;
using Chronote.Domain.Transcription;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Chunks;

public sealed partial class ChunkGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {Chunk} got no text at attempt {Attempt}: {Answer}")]
    private static partial void LogNoText(ILogger logger, ChunkKey chunk, int attempt, EngineAnswer answer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gate was not told that the engine asked everybody to wait for {Wait}")]
    private static partial void LogGateNotTold(ILogger logger, TimeSpan wait, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The engine threw on chunk {Chunk}, which an engine must not")]
    private static partial void LogEngineThrew(ILogger logger, ChunkKey chunk, Exception failure);
}
