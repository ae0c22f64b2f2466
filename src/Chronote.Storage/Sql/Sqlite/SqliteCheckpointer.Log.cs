using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

public sealed partial class SqliteCheckpointer
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Checkpoint: {Copied} of {Pages} pages")]
    private static partial void LogCheckpoint(ILogger logger, long copied, long pages);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A checkpoint failed and will be tried again: {Text}")]
    private static partial void LogFailed(ILogger logger, string text);
}
