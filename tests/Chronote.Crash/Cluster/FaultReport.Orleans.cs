using System.Diagnostics;

namespace Chronote.Crash.Cluster;

/// <summary>What callers saw of a fault, as they saw it.</summary>
internal sealed class FaultReport
{
    private readonly long _at = Stopwatch.GetTimestamp();
    private readonly IReadOnlyList<LiveMeeting> _live;
    private readonly HashSet<LiveMeeting> _hit;
    private readonly int _silo;
    private readonly Tally _answers;
    private readonly IReadOnlyDictionary<string, int> _before;

    public FaultReport(IReadOnlyList<LiveMeeting> live, int silo, Tally answers)
    {
        (_live, _silo, _answers, _before) = (live, silo, answers, answers.Now);
        _hit = [.. live.Where(meeting => meeting.Silo == silo)];
    }

    /// <summary>From the fault to the first acknowledgement of a meeting that was with the silo, through another one.</summary>
    public TimeSpan First => _hit.Select(Recovered).Min();

    /// <summary>Until each meeting, wherever it was, had a chunk acknowledged that was sent after the fault, through another silo.</summary>
    public TimeSpan All => _live.Select(Recovered).Max();

    /// <summary>The longest that any meeting went without an acknowledgement.</summary>
    public TimeSpan LongestPause => _live.Select(meeting => meeting.Acknowledged.Where(one => one.At > _at).Select(one => Stopwatch.GetElapsedTime(one.AskedAt, one.At)).DefaultIfEmpty().Max()).Max();

    public bool IsOver => _live.All(meeting => Recovered(meeting) < TimeSpan.MaxValue);

    public override string ToString() =>
        $"{_hit.Count} of {_live.Count} meetings were with the silo; first acknowledgement through another one after {First.TotalSeconds:0.00} s, all meetings after {All.TotalSeconds:0.00} s, "
        + $"longest wait of a chunk {LongestPause.TotalSeconds:0.00} s; callers saw {_answers.Since(_before)}";

    /// <summary>The same for a fault that is nobody's in particular.</summary>
    public string AfterAll => $"all meetings after {All.TotalSeconds:0.00} s, longest wait of a chunk {LongestPause.TotalSeconds:0.00} s; callers saw {_answers.Since(_before)}";

    private TimeSpan Recovered(LiveMeeting meeting) => meeting.Acknowledged.FirstOrDefault(one => one.At > _at && one.Silo != _silo) is { } first
        ? Stopwatch.GetElapsedTime(_at, first.At)
        : TimeSpan.MaxValue;
}
