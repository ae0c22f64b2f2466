namespace Chronote.Silo.Loops;

internal sealed partial class RecordingReport
{
    [LoggerMessage(Level = LogLevel.Information, Message =
        "Recording {Meetings} meetings: heap {HeapBytes} B, committed {CommittedBytes} B, resident {ResidentBytes} B, "
        + "open chunks {OpenChunkBytes} B, stored {StoredChunks} chunks, waiting for text {WaitingChunks}")]
    private static partial void LogRecording(
        ILogger logger, long meetings, long heapBytes, long committedBytes, long residentBytes, long openChunkBytes, long storedChunks, long waitingChunks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The figures of the report could not be read; they are read again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
