using Chronote.Domain;

namespace Chronote.Silo.Loops;

public sealed partial class TrackHints
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A hint to track {Track} was lost; the sweep makes up for it")]
    private static partial void LogLost(ILogger logger, TrackKey track, Exception failure);
}
