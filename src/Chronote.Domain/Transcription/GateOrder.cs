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
    private Action? _undo;
    private long _grants;

    /// <summary>Null when nothing waits. The pick counts as the meeting's turn.</summary>
    public GatePick? Next(IReadOnlyList<MeetingQueue> waiting)
    {
        _undo = null;
        if (waiting.Count == 0) return null;
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

    /// <summary>The last pick could not be granted: it was nobody's turn. Tries that count would make the same kind of turn the lucky one for ever.</summary>
    public void TakeBack()
    {
        _undo?.Invoke();
        _undo = null;
    }

    private void Serve(Dictionary<MeetingId, long> servedAt, MeetingId meeting)
    {
        long? before = servedAt.TryGetValue(meeting, out var at) ? at : null;
        servedAt[meeting] = _grants;
        // The least recently served is forgotten: unknown counts as never served, and next to the others that is what it is.
        if (servedAt.Count > MeetingsRememberedMax) servedAt.Remove(servedAt.MinBy(pair => pair.Value).Key);
        _undo = () =>
        {
            _grants--;
            if (before is { } earlier) servedAt[meeting] = earlier;
            else servedAt.Remove(meeting);
        };
    }
}

public sealed record GatePick(MeetingId Meeting, bool NewestFirst);
