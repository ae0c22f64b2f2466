namespace Chronote.Grains.Meetings;

/// <param name="DrainDeadline">How long a stopped meeting waits for owed chunks and their text.</param>
public sealed record MeetingSettings(TimeSpan DrainDeadline);
