using Chronote.Domain.Tracks;

namespace Chronote.Domain.Meetings;

public static class Phases
{
    /// <summary>What a meeting's phase lets the writers of its tracks do.</summary>
    public static WriterPhase Writers(MeetingPhase phase) => phase switch
    {
        MeetingPhase.Recording or MeetingPhase.Interrupted => WriterPhase.Open,
        MeetingPhase.Draining or MeetingPhase.Completed or MeetingPhase.Failed => WriterPhase.Stopped,
        MeetingPhase.Cancelled => WriterPhase.Cancelled,
        _ => WriterPhase.Deleted,
    };
}
