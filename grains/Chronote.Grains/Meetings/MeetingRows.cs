using System.Diagnostics;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Domain.Tracks;

namespace Chronote.Grains.Meetings;

/// <summary>Which rows change with a meeting's decision.</summary>
internal static class MeetingRows
{
    /// <summary>The name of a meeting's row in <c>due</c>.</summary>
    public const string Look = "look";

    /// <param name="stopping">What was asked for when the decision is one on a stop.</param>
    /// <param name="dueAt">When the meeting is to look again by the row stored now; default when there is none.</param>
    public static IReadOnlyList<RowChange> Changes(
        MeetingId id, GrainName grain, Decision<MeetingEvent, MeetingEffect> decision, MeetingState next, CreateMeeting? creating, StopMeeting? stopping, DateTimeOffset dueAt)
    {
        var changes = new List<RowChange>();
        // Whoever names last numbers when the meeting is stopped already is heard all the same: the first one to stop it may have known none.
        if (stopping is { LastSeqs.Count: > 0 }) changes.Add(new RowChange.NameLast(id, stopping.LastSeqs));
        foreach (var happened in decision.Events) changes.AddRange(Of(id, grain, happened, creating));
        foreach (var effect in decision.Effects)
        {
            if (effect is MeetingEffect.LookAgain again && again.At != dueAt) changes.Add(new RowChange.SetDue(grain, Look, again.At));
            if (effect is MeetingEffect.Rest) changes.Add(new RowChange.ClearDue(grain, Look));
        }
        return changes;
    }

    /// <param name="amends">The meeting was completed before: late text changed its notes.</param>
    public static RowChange.AddEvent NotesWritten(MeetingId id, DateTimeOffset at, int revision, bool amends) =>
        new(id, at, amends ? "recording.amended" : "notes.written", $$"""{"notes_revision":{{revision}}}""");

    private static IEnumerable<RowChange> Of(MeetingId id, GrainName grain, MeetingEvent happened, CreateMeeting? creating)
    {
        switch (happened)
        {
            case MeetingEvent.Created created:
                var asked = creating ?? throw new UnreachableException("created without a request");
                yield return new RowChange.CreateMeeting(new MeetingFacts(
                    new TenantId(asked.Tenant), id, asked.Name, asked.MeetingUrl, asked.Metadata, asked.Language, asked.CreatedBy, asked.IdempotencyKey, asked.BodyDigest,
                    [.. asked.Tracks.Select(track => (new TrackId(track.Id), track.Name))])
                { Vocabulary = asked.Vocabulary ?? [] }, MeetingId.CreatedAt(id));
                yield return new RowChange.AddEvent(id, created.At, "recording.started", "{}");
                break;
            case MeetingEvent.WentQuiet quiet:
                yield return Phase(id, MeetingPhase.Interrupted, quiet.At);
                yield return new RowChange.AddEvent(id, quiet.At, "recording.interrupted", "{}");
                break;
            case MeetingEvent.HeardAgain heard:
                yield return Phase(id, MeetingPhase.Recording, heard.At);
                yield return new RowChange.AddEvent(id, heard.At, "recording.resumed", "{}");
                break;
            case MeetingEvent.Stopped stopped:
                yield return new RowChange.SetPhase(id, MeetingPhase.Draining, WriterPhase.Stopped, stopped.At, stopped.DeadlineAt, stopped.At + Limits.LateMax);
                yield return new RowChange.AddEvent(id, stopped.At, "recording.stopped", stopped.ByItself ? """{"by_itself":true}""" : "{}");
                break;
            case MeetingEvent.Completed completed:
                yield return Phase(id, MeetingPhase.Completed, completed.At);
                yield return new RowChange.AddEvent(id, completed.At, "recording.completed",
                    $$"""{"pending_chunks":{{completed.PendingChunks}},"dead_chunks":{{completed.DeadChunks}}}""");
                break;
            case MeetingEvent.Failed failed:
                yield return Phase(id, MeetingPhase.Failed, failed.At);
                yield return new RowChange.AddEvent(id, failed.At, "recording.failed", """{"error":"no audio was stored"}""");
                break;
            case MeetingEvent.Cancelled cancelled:
                yield return Phase(id, MeetingPhase.Cancelled, cancelled.At);
                yield return new RowChange.AddEvent(id, cancelled.At, "recording.cancelled", "{}");
                break;
            case MeetingEvent.Deleted deleted:
                yield return Phase(id, MeetingPhase.Deleted, deleted.At);
                // Erasing takes its time; whoever begins it may not live to end it.
                yield return new RowChange.SetDue(grain, Look, deleted.At);
                break;
            default: throw new UnreachableException(happened.GetType().Name);
        }
    }

    private static RowChange.SetPhase Phase(MeetingId id, MeetingPhase phase, DateTimeOffset at) => new(id, phase, Phases.Writers(phase), at);
}
