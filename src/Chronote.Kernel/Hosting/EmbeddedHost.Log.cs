using Microsoft.Extensions.Logging;

namespace Chronote.Kernel;

internal sealed partial class EmbeddedHost
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed in {Turn}, which nobody awaits")]
    private static partial void LogTurnFailed(ILogger logger, string grain, string turn, Exception failure);
}
