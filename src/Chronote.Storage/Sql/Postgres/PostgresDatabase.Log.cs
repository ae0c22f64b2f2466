using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Postgres;

public sealed partial class PostgresDatabase
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A transaction begins again ({Why}, {Attempt}): {Text}")]
    private static partial void LogAgain(ILogger logger, string why, int attempt, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "A {What} of the database took {Milliseconds} ms")]
    private static partial void LogSlow(ILogger logger, string what, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection was lost while transaction {Mark} was committing; asking what became of it: {Text}")]
    private static partial void LogAsking(ILogger logger, Guid mark, string text);
}
