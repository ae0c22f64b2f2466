using Chronote.Wire;

namespace Chronote.Client.Events;

/// <summary>One event of a meeting (P-63): its gapless number, its kind, and its data as JSON text.</summary>
public sealed record MeetingEvent(long Number, string Kind, string Data);

/// <summary>The server refused to open the event stream; <see cref="Problem"/> says why.</summary>
public sealed class EventStreamRefusedException(Problem problem) : Exception(problem.Detail ?? problem.Title)
{
    public Problem Problem => problem;
}
