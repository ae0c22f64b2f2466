using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Sqlite;

public sealed partial class SqliteWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A commit failed and was rolled back: SQLite error {Code}, {Text}")]
    private static partial void LogFailed(ILogger logger, int code, string text);
}
