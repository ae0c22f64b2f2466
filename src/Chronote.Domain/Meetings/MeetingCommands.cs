namespace Chronote.Domain.Meetings;

public abstract record MeetingCommand
{
    public sealed record Create : MeetingCommand;

    /// <summary>Look at the rows: has a source gone quiet or come back, is the work done, has the deadline come?</summary>
    public sealed record Look(MeetingProgress Progress) : MeetingCommand;

    /// <param name="Drain">How long owed chunks and their text are waited for.</param>
    public sealed record Stop(TimeSpan Drain) : MeetingCommand;

    public sealed record Cancel : MeetingCommand;

    public sealed record Delete : MeetingCommand;

    private MeetingCommand() { }
}

public abstract record MeetingEvent
{
    public sealed record Created(DateTimeOffset At) : MeetingEvent;
    public sealed record WentQuiet(DateTimeOffset At) : MeetingEvent;
    public sealed record HeardAgain(DateTimeOffset At) : MeetingEvent;
    /// <param name="ByItself">True when nobody asked for it: the interruption lasted too long.</param>
    public sealed record Stopped(DateTimeOffset At, DateTimeOffset DeadlineAt, bool ByItself) : MeetingEvent;
    public sealed record Completed(DateTimeOffset At, long PendingChunks, long DeadChunks) : MeetingEvent;
    public sealed record Failed(DateTimeOffset At) : MeetingEvent;
    public sealed record Cancelled(DateTimeOffset At) : MeetingEvent;
    public sealed record Deleted(DateTimeOffset At) : MeetingEvent;

    private MeetingEvent() { }
}

/// <summary>What the shell does once the decision is durable. Each may be done twice without harm.</summary>
public abstract record MeetingEffect
{
    /// <summary>Bring the windows' artefacts and summaries up to date.</summary>
    public sealed record Assemble : MeetingEffect;

    /// <summary>Write the notes anew from the windows' summaries.</summary>
    public sealed record WriteNotes : MeetingEffect;

    /// <summary>Look again at this instant at the latest: a row, so that a crash doesn't forget it.</summary>
    public sealed record LookAgain(DateTimeOffset At) : MeetingEffect;

    /// <summary>Nothing will happen to this meeting by itself any more.</summary>
    public sealed record Rest : MeetingEffect;

    /// <summary>Remove everything the meeting owns.</summary>
    public sealed record Erase : MeetingEffect;

    private MeetingEffect() { }
}
