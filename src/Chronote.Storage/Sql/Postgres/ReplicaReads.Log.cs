using Microsoft.Extensions.Logging;

namespace Chronote.Storage.Sql.Postgres;

public sealed partial class ReplicaReads
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The read replica did not answer; the database itself was read: {Text}")]
    private static partial void LogFallenBack(ILogger logger, string text);
}
