using Chronote.Domain.Ports;

namespace Chronote.Domain.Transcription;

/// <summary>Which meeting gets the next slot: live audio first, but every fifth grant goes to the oldest backlog; meetings take turns (design, section 8).</summary>
public sealed class GateOrder
{
    public const int MeetingsRememberedMax = 1_024;
    private const int BacklogEvery = 5;

    // When each meeting was last served, for its live audio and for its backlog: who gets one must not lose the other.
    // A meeting that waits for nothing at the moment stays remembered, or it would be first again whenever it comes back.
    private readonly Dictionary<MeetingId, long> _liveAt = [];
    private readonly Dictionary<MeetingId, long> _backlogAt = [];
    private readonly Stack<Action> _undo = [];
    private long _grants;

    /// <summary>The next turns, one after the other; fewer when less waits. Each pick counts as the meeting's turn.</summary>
    public IReadOnlyList<GatePick> Next(IReadOnlyList<MeetingQueue> waiting, int picksMax)
    {
        _undo.Clear();
        var left = waiting.ToList();
        var picks = new List<GatePick>();
        while (picks.Count < picksMax && left.Count > 0)
        {
            var pick = Next(left);
            picks.Add(pick);
            var at = left.FindIndex(queue => queue.Meeting == pick.Meeting);
            if (left[at].Without(pick) is { Chunks: > 0 } rest) left[at] = rest;
            else left.RemoveAt(at);
        }
        return picks;
    }

    private GatePick Next(List<MeetingQueue> waiting)
    {
        var backlogTurn = ++_grants % BacklogEvery == 0;
        var candidates = waiting.Where(queue => backlogTurn ? queue.Chunks > queue.LiveChunks : queue.LiveChunks > 0).ToList();
        if (candidates.Count == 0)
        {
            backlogTurn = !backlogTurn;
            candidates = [.. waiting];
        }
        var servedAt = backlogTurn ? _backlogAt : _liveAt;
        var pick = candidates.OrderBy(queue => servedAt.GetValueOrDefault(queue.Meeting)).ThenBy(queue => queue.OldestStoredAt).ThenBy(queue => queue.Meeting.Value, StringComparer.Ordinal).First();
        Serve(servedAt, pick.Meeting);
        return new GatePick(pick.Meeting, NewestFirst: !backlogTurn);
    }

    /// <summary>The last so many picks could not be granted: it was nobody's turn. Tries that count would make the same kind of turn the lucky one for ever.</summary>
    public void TakeBack(int picks)
    {
        while (picks-- > 0 && _undo.TryPop(out var undo)) undo();
    }

    private void Serve(Dictionary<MeetingId, long> servedAt, MeetingId meeting)
    {
        long? before = servedAt.TryGetValue(meeting, out var at) ? at : null;
        servedAt[meeting] = _grants;
        // The least recently served is forgotten: unknown counts as never served, and next to the others that is what it is.
        if (servedAt.Count > MeetingsRememberedMax) servedAt.Remove(servedAt.MinBy(pair => pair.Value).Key);
        _undo.Push(() =>
        {
            _grants--;
            if (before is { } earlier) servedAt[meeting] = earlier;
            else servedAt.Remove(meeting);
        });
    }
}

public sealed record GatePick(MeetingId Meeting, bool NewestFirst);
