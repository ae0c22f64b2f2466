namespace Chronote.Grains.Meetings;

/// <param name="DrainDeadline">How long a stopped meeting waits for owed chunks and their text.</param>
/// <param name="EraseAgainAfter">When a deleted meeting's objects are removed once more: longer than any write under way can take.</param>
public sealed record MeetingSettings(TimeSpan DrainDeadline, TimeSpan EraseAgainAfter);
