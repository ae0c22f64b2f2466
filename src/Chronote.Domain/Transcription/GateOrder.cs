using Chronote.Domain.Ports;

namespace Chronote.Domain.Transcription;

/// <summary>Which meeting gets the next slot: live audio first, but every fifth grant goes to the oldest backlog; meetings take turns (design, section 8).</summary>
public sealed class GateOrder
{
    private const int BacklogEvery = 5;

    // When each waiting meeting was last served; only meetings that wait are kept, so it stays small.
    private Dictionary<MeetingId, long> _servedAt = [];
    private long _grants;

    /// <summary>Null when nothing waits.</summary>
    public GatePick? Next(IReadOnlyList<MeetingQueue> waiting)
    {
        if (waiting.Count == 0) return null;
        _grants++;
        var backlogTurn = _grants % BacklogEvery == 0;
        var candidates = waiting.Where(queue => backlogTurn ? queue.Chunks > queue.LiveChunks : queue.LiveChunks > 0).ToList();
        if (candidates.Count == 0)
        {
            backlogTurn = !backlogTurn;
            candidates = [.. waiting];
        }
        var pick = candidates.OrderBy(queue => _servedAt.GetValueOrDefault(queue.Meeting)).ThenBy(queue => queue.OldestStoredAt).ThenBy(queue => queue.Meeting.Value, StringComparer.Ordinal).First();
        _servedAt[pick.Meeting] = _grants;
        _servedAt = waiting.Where(queue => _servedAt.ContainsKey(queue.Meeting)).ToDictionary(queue => queue.Meeting, queue => _servedAt[queue.Meeting]);
        return new GatePick(pick.Meeting, NewestFirst: !backlogTurn);
    }
}

public sealed record GatePick(MeetingId Meeting, bool NewestFirst);
