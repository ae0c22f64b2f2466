using Chronote.Client.Server;
using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Simulation.Recorders;
using Chronote.Simulation.Running;
using Chronote.Simulation.Server;
using Chronote.Wire;

namespace Chronote.Simulation.Visitors;

/// <summary>Reads along while the meeting runs, and remembers what it was shown: what it sees later must go with it.</summary>
internal sealed class Reader(Scene scene) : Visitor(scene, "reader")
{
    private const int Looks = 10;

    private readonly SortedDictionary<string, long> _watermarks = new(StringComparer.Ordinal);
    private long _cursor;
    private MeetingPhase _phase = MeetingPhase.Recording;

    protected override async Task Run()
    {
        if (await Meeting() is not { } meeting) return;
        var network = Scene.NewNetwork(Life);
        for (var i = 0; i < Looks; i++)
        {
            await Pause(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(8));
            switch (Draw.Below(6))
            {
                case 0: See(await network.Meeting(meeting, CancellationToken.None)); break;
                case 1 or 2: See(await network.Events(meeting, _cursor)); break;
                case 3: See(await network.Transcript(meeting)); break;
                case 4: See(await network.Track(new TrackAddress(meeting, $"track{Draw.Below(2)}"), CancellationToken.None)); break;
                default:
                    var track = new TrackAddress(meeting, $"track{Draw.Below(2)}");
                    // What was acknowledged before the question is in the answer.
                    var before = Scene.Auditor.AcknowledgedSerials(track.Track);
                    See(await network.Audio(track), before, new TrackKey(new MeetingId(meeting), new TrackId(track.Track)));
                    break;
            }
            See(await network.List());
        }
    }

    private void See(Answer<MeetingView> answer)
    {
        if (answer is not Answer<MeetingView>.Ok { Value: var view }) return;
        var phase = Enum.Parse<MeetingPhase>(view.Phase, ignoreCase: true);
        if (!IsLater(_phase, phase)) Findings.Add($"meeting {Scene.Number} was {_phase} and is {phase}");
        _phase = phase;
    }

    // The same number is the same event for ever, and no smaller one comes after it.
    private void See(Answer<IReadOnlyList<EventRow>> answer)
    {
        if (answer is not Answer<IReadOnlyList<EventRow>>.Ok { Value: var events }) return;
        foreach (var told in events)
        {
            if (told.Number != _cursor + 1) Findings.Add($"I11: after event {_cursor} of meeting {Scene.Number} comes {told.Number}");
            _cursor = told.Number;
            Scene.Auditor.EventSeen(told);
        }
    }

    private void See(Answer<IReadOnlyList<SegmentRow>> answer)
    {
        if (answer is not Answer<IReadOnlyList<SegmentRow>>.Ok { Value: var segments }) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var segment in segments)
            if (!seen.Add(segment.Text)) Findings.Add($"a reader of meeting {Scene.Number} sees {segment.Text} twice");
    }

    private void See(Answer<TrackView> answer)
    {
        if (answer is not Answer<TrackView>.Ok { Value: var view }) return;
        if (view.Watermark < _watermarks.GetValueOrDefault(view.Track)) Findings.Add($"the watermark of {view.Track} went back from {_watermarks[view.Track]} to {view.Watermark}");
        _watermarks[view.Track] = view.Watermark;
    }

    private void See(Answer<byte[]> answer, IReadOnlyDictionary<long, uint> acknowledged, TrackKey track)
    {
        if (answer is not Answer<byte[]>.Ok { Value: var file }) return;
        var heard = Sound.Heard(file);
        if (heard.Select(chunk => chunk.Serial).Distinct().Count() != heard.Count) Findings.Add($"I1: a reader of meeting {Scene.Number} hears a chunk twice");
        // Where two writers recorded at once, the one that began first is heard.
        var covered = Scene.Parts.Books.CoveredSeqs(track);
        foreach (var (seq, serial) in acknowledged)
            if (!covered.Contains(seq) && !heard.Any(chunk => chunk.Serial == serial))
                Findings.Add($"I1: {track.Track}/{seq} was acknowledged, and a reader of meeting {Scene.Number} doesn't hear it");
        foreach (var chunk in heard)
            if (!Scene.Auditor.WasSent(chunk.Serial)) Findings.Add($"I10: a reader of meeting {Scene.Number} hears {Sound.TextOf(chunk.Serial)}, which nobody sent to it");
    }

    private void See(Answer<IReadOnlyList<MeetingRow>> answer)
    {
        if (answer is not Answer<IReadOnlyList<MeetingRow>>.Ok { Value: var rows }) return;
        foreach (var row in rows)
            if (row.Tenant != Scene.Tenant || row.Phase == MeetingPhase.Deleted) Findings.Add($"I10, I12: a list of {Scene.Tenant} shows {row.Id} of {row.Tenant}, which is {row.Phase}");
    }

    private static bool IsLater(MeetingPhase before, MeetingPhase after) => Rank(after) >= Rank(before) || (before, after) is (MeetingPhase.Failed, MeetingPhase.Completed);

    private static int Rank(MeetingPhase phase) => phase switch
    {
        MeetingPhase.Recording or MeetingPhase.Interrupted => 0,
        MeetingPhase.Draining => 1,
        MeetingPhase.Completed or MeetingPhase.Failed => 2,
        MeetingPhase.Cancelled => 3,
        _ => 4,
    };
}
