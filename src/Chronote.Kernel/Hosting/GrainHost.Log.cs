using Microsoft.Extensions.Logging;

namespace Chronote.Kernel.Hosting;

internal sealed partial class GrainHost
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} failed, and nobody awaits it")]
    private static partial void LogFaulted(ILogger logger, string what, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped with {Count} grains still busy; they end as in a crash")]
    private static partial void LogAbandoned(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State or reminders of {Grain} grains live in memory: they end with the process. Register an IGrainStateStore and an IReminderStore")]
    private static partial void LogForgetful(ILogger logger, string grain);
}
