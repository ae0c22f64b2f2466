namespace Chronote.Silo.Loops;

public sealed partial class RecordingReport
{
    [LoggerMessage(Level = LogLevel.Information, Message =
        "Recording {Meetings} meetings: heap {HeapBytes} B, committed {CommittedBytes} B, resident {ResidentBytes} B, "
        + "open chunks {OpenChunkBytes} B, stored {StoredChunks} chunks, waiting for text {WaitingChunks}")]
    private static partial void LogRecording(
        ILogger logger, long meetings, long heapBytes, long committedBytes, long residentBytes, long openChunkBytes, long storedChunks, long waitingChunks);
}
