using System.Diagnostics;

namespace Chronote.Domain.Meetings;

using static MeetingCommand;
using static MeetingState;
using Decision = Decision<MeetingEvent, MeetingEffect>;

/// <summary>Decides when a meeting counts as over (design, section 6). Pure: the grain reads the rows, asks, stores, obeys.</summary>
public static class Meeting
{
    /// <summary>So long before the deadline files and notes are made from what there is, so that the end finds them ready.</summary>
    public static readonly TimeSpan FinishMargin = TimeSpan.FromSeconds(10);

    /// <summary>How often a meeting looks at its rows when nothing hints at a change.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often a recording meeting asks whether its sources are still heard.</summary>
    public static readonly TimeSpan QuietEvery = TimeSpan.FromSeconds(30);

    public static Decision Decide(MeetingState state, MeetingCommand command, DateTimeOffset now) => (state, command) switch
    {
        (Absent, Create) => Decision.Of(new MeetingEvent.Created(now), new MeetingEffect.LookAgain(now + QuietEvery)),
        (Absent, _) => Decision.Refuse(RefusalCode.UnknownMeeting, "There is no such meeting."),
        (Deleted, Delete) => Decision.Nothing,
        (Deleted, Look) => Decision.Do(new MeetingEffect.Erase()),
        (Deleted, _) => Decision.Refuse(RefusalCode.Deleted, "The meeting was deleted."),
        (_, Create) => Decision.Nothing,
        (_, Delete) => Decision.Of(new MeetingEvent.Deleted(now), new MeetingEffect.Erase()),

        (Recording or Interrupted, Stop stop) => EndAt(now, stop.Drain, byItself: false),
        (Recording or Interrupted or Draining, Cancel) => Decision.Of(new MeetingEvent.Cancelled(now), new MeetingEffect.Rest()),
        (Recording recording, Look look) => LookWhileRecording(recording, look.Progress, now),
        (Interrupted quiet, Look look) => LookWhileInterrupted(quiet, look.Progress, now),

        (Draining or Completed or Failed, Stop) => Decision.Nothing,
        (Draining draining, Look look) => LookWhileDraining(draining, look.Progress, now),

        (Completed or Failed, Cancel) => Decision.Refuse(RefusalCode.NotRecording, "The meeting has ended; delete it instead."),
        (Completed, Look look) => LookAfterwards(look.Progress, now),
        (Failed, Look look) => look.Progress.StoredChunks > 0
            ? Complete(look.Progress, now)
            : Decision.Do(new MeetingEffect.Rest()),

        (Cancelled, Cancel) => Decision.Nothing,
        (Cancelled, Look) => Decision.Do(new MeetingEffect.Rest()),
        (Cancelled, Stop) => Decision.Refuse(RefusalCode.Cancelled, "The meeting was cancelled."),
        _ => throw new UnreachableException($"{state.GetType().Name} + {command.GetType().Name}"),
    };

    public static MeetingState Evolve(MeetingState state, MeetingEvent happened) => (state, happened) switch
    {
        (_, MeetingEvent.Created created) => new Recording(created.At),
        (Recording recording, MeetingEvent.WentQuiet quiet) => new Interrupted(recording.CreatedAt, quiet.At),
        (Interrupted quiet, MeetingEvent.HeardAgain) => new Recording(quiet.CreatedAt),
        (_, MeetingEvent.Stopped stopped) => new Draining(stopped.At, stopped.DeadlineAt),
        (Draining draining, MeetingEvent.Completed completed) => new Completed(draining.StoppedAt, completed.At),
        (Failed failed, MeetingEvent.Completed completed) => new Completed(failed.StoppedAt, completed.At),
        (Draining draining, MeetingEvent.Failed failed) => new Failed(draining.StoppedAt, failed.At),
        (_, MeetingEvent.Cancelled cancelled) => new Cancelled(cancelled.At),
        (_, MeetingEvent.Deleted deleted) => new Deleted(deleted.At),
        _ => throw new UnreachableException($"{state.GetType().Name} + {happened.GetType().Name}"),
    };

    public static MeetingPhase? PhaseOf(MeetingState state) => state switch
    {
        Absent => null,
        Recording => MeetingPhase.Recording,
        Interrupted => MeetingPhase.Interrupted,
        Draining => MeetingPhase.Draining,
        Completed => MeetingPhase.Completed,
        Failed => MeetingPhase.Failed,
        Cancelled => MeetingPhase.Cancelled,
        Deleted => MeetingPhase.Deleted,
        _ => throw new UnreachableException(state.GetType().Name),
    };

    private static Decision EndAt(DateTimeOffset now, TimeSpan drain, bool byItself) => Decision.Of(
        new MeetingEvent.Stopped(now, now + drain, byItself), new MeetingEffect.LookAgain(now));

    private static Decision LookWhileRecording(Recording recording, MeetingProgress progress, DateTimeOffset now)
    {
        var heard = progress.LastHeardAt ?? recording.CreatedAt;
        return now - heard > Limits.SourceSilentMax
            ? Decision.Of(new MeetingEvent.WentQuiet(now), new MeetingEffect.LookAgain(now + QuietEvery))
            : Decision.Do(new MeetingEffect.LookAgain(now + QuietEvery));
    }

    private static Decision LookWhileInterrupted(Interrupted quiet, MeetingProgress progress, DateTimeOffset now)
    {
        // A chunk stored between reading the rows and this decision was not known to it; what made it quiet lies further back than that.
        if (progress.LastHeardAt >= quiet.Since - Limits.SourceSilentMax) return Decision.Of(new MeetingEvent.HeardAgain(now), new MeetingEffect.LookAgain(now + QuietEvery));
        return now - quiet.Since > Limits.InterruptedMax
            ? EndAt(now, Limits.DrainDeadlineDefault, byItself: true)
            : Decision.Do(new MeetingEffect.LookAgain(now + QuietEvery));
    }

    private static Decision LookWhileDraining(Draining draining, MeetingProgress progress, DateTimeOffset now)
    {
        var whole = progress is { OwedChunks: 0, PendingText: 0 };
        var finished = whole && progress is { FilesAreCurrent: true, NotesAreCurrent: true };
        if (progress.StoredChunks == 0 && (whole || now >= draining.DeadlineAt))
            return Decision.Of(new MeetingEvent.Failed(now), new MeetingEffect.Rest());
        if (finished || now >= draining.DeadlineAt) return Complete(progress, now);

        var again = new MeetingEffect.LookAgain(Earlier(now + LookEvery, draining.DeadlineAt));
        return whole || now >= draining.DeadlineAt - FinishMargin ? Decision.Do([again, .. Outdated(progress)]) : Decision.Do(again);
    }

    private static Decision Complete(MeetingProgress progress, DateTimeOffset now) => Decision.Of(
        new MeetingEvent.Completed(now, progress.OwedChunks + progress.PendingText, progress.DeadChunks), new MeetingEffect.LookAgain(now));

    // What comes after the end amends it; when everything is current the meeting rests until the next hint.
    private static Decision LookAfterwards(MeetingProgress progress, DateTimeOffset now)
    {
        var outdated = Outdated(progress);
        return outdated.Length == 0 && progress.PendingText == 0
            ? Decision.Do(new MeetingEffect.Rest())
            : Decision.Do([new MeetingEffect.LookAgain(now + LookEvery), .. outdated]);
    }

    private static MeetingEffect[] Outdated(MeetingProgress progress) => progress switch
    {
        { FilesAreCurrent: false } => [new MeetingEffect.Assemble()],
        { NotesAreCurrent: false } => [new MeetingEffect.WriteNotes()],
        _ => [],
    };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
