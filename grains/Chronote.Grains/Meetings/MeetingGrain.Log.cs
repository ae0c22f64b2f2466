using Chronote.Domain;
using Microsoft.Extensions.Logging;

namespace Chronote.Grains.Meetings;

public sealed partial class MeetingGrain
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Meeting {Meeting} could not {What} and will try again")]
    private static partial void LogFailed(ILogger logger, MeetingId meeting, string what, Exception failure);
}
