using Chronote.Domain;
using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Tests;
using Chronote.Domain.Tracks;

namespace Chronote.Scenarios.World;

/// <summary>The shell around <see cref="Meeting"/>: asks, stores, obeys.</summary>
internal sealed class Meetings(Rows rows, Windows windows)
{
    private bool _hinted;

    /// <summary>Something was stored or got its text; while recording the next look is soon enough.</summary>
    public void Hint() => _hinted |= rows.Meeting is not (MeetingState.Recording or MeetingState.Absent or MeetingState.Deleted);

    public bool LookIfHinted()
    {
        if (!_hinted) return false;
        Look();
        return true;
    }

    public bool LookIfDue()
    {
        if (rows.LookAt is not { } at || at > rows.Now) return false;
        Look();
        return true;
    }

    public void Stop(IReadOnlyDictionary<string, long> lastSeqs)
    {
        var decision = Meeting.Decide(rows.Meeting, new MeetingCommand.Stop(Limits.DrainDeadlineDefault), rows.Now);
        if (decision.Refused is null)
        {
            var named = lastSeqs.Select(pair => (Track: rows.Tracks[pair.Key], Answer: LastNumber.Name(rows.Tracks[pair.Key].Row, pair.Value))).ToList();
            if (named.Select(each => each.Answer.Refused).FirstOrDefault(refusal => refusal is not null) is { } refused)
            {
                rows.Tell($"meeting: refused {Codes.Of(refused.Code)}");
                return;
            }
            foreach (var (track, answer) in named) track.Row = answer.Track;
        }
        Carry(decision);
    }

    public void Handle(MeetingCommand command) => Carry(Meeting.Decide(rows.Meeting, command, rows.Now));

    public MeetingProgress Progress() => new(
        rows.Tracks.Values.Sum(track => track.Row.ChunkCount), rows.Tracks.Values.Sum(Owed),
        rows.Chunks.Count(chunk => chunk.Text is TextPhase.Stored or TextPhase.Claimed or TextPhase.Retrying), rows.Chunks.Count(chunk => chunk.Text == TextPhase.Dead),
        rows.Tracks.Values.Max(track => track.Row.HeardAt), rows.WindowChunks == rows.Tracks.Values.Sum(track => track.Row.ChunkCount),
        rows.NotesRevision > 0 && rows.NotesOfText == rows.TextVersion);

    private static long Owed(TrackRows track) => track.Row.LastSeq is not { } last
        ? 0
        : last + 1 - track.Row.ChunkCount - track.Lost.Where(range => range.FromSeq <= last).Sum(range => Math.Min(range.ToSeq, last) - range.FromSeq + 1);

    private void Look()
    {
        _hinted = false;
        Handle(new MeetingCommand.Look(Progress()));
    }

    private void Carry(Decision<MeetingEvent, MeetingEffect> decision)
    {
        if (decision.Refused is { } refused) rows.Tell($"meeting: refused {Codes.Of(refused.Code)}");
        else if (decision.Events.Count + decision.Effects.Count == 0) rows.Tell($"meeting: {rows.Meeting.GetType().Name} as before");
        foreach (var happened in decision.Events) Happen(happened);
        foreach (var effect in decision.Effects) Obey(effect);
    }

    private void Happen(MeetingEvent happened)
    {
        var before = rows.Meeting.GetType().Name;
        rows.Meeting = Meeting.Evolve(rows.Meeting, happened);
        if (happened is MeetingEvent.Stopped stopped) rows.LateUntil = stopped.At + Limits.LateMax;
        foreach (var track in rows.Tracks.Values)
            track.Row = track.Row with { Phase = Phases.Writers(Meeting.PhaseOf(rows.Meeting)!.Value), LateUntil = rows.LateUntil };
        rows.Tell($"meeting: {before} → {rows.Meeting.GetType().Name}" + happened switch
        {
            MeetingEvent.Stopped { ByItself: true } end => $" by itself, deadline {rows.Since(end.DeadlineAt)}",
            MeetingEvent.Stopped end => $", deadline {rows.Since(end.DeadlineAt)}",
            MeetingEvent.Completed end => $", pending {end.PendingChunks}, dead {end.DeadChunks}",
            _ => "",
        });
    }

    private void Obey(MeetingEffect effect)
    {
        switch (effect)
        {
            case MeetingEffect.LookAgain again: rows.LookAt = again.At; break;
            case MeetingEffect.Rest: rows.LookAt = null; break;
            // Work that was done is looked at at once; what failed waits for the next look.
            case MeetingEffect.Assemble: _hinted |= windows.Refresh(); break;
            case MeetingEffect.WriteNotes: _hinted |= WriteNotes(); break;
            case MeetingEffect.Erase:
                rows.Tracks.Clear();
                rows.LookAt = null;
                rows.Tell("everything of the meeting is removed");
                break;
        }
    }

    private bool WriteNotes()
    {
        windows.Refresh();
        if (rows.SummaryOfText is not { } text || (rows.NotesRevision > 0 && rows.NotesOfText == text)) return false;
        (rows.NotesRevision, rows.NotesOfText) = (rows.NotesRevision + 1, text);
        rows.Tell($"notes: revision {rows.NotesRevision}{(rows.Meeting is MeetingState.Completed ? ", amended" : "")}");
        return true;
    }
}
