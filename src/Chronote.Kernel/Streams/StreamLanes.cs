namespace Chronote.Kernel.Streams;

/// <summary>All lanes with events in them.</summary>
internal sealed class StreamLanes(GrainHost host)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(StreamName Stream, GrainClass Subscriber), StreamLane> _lanes = [];

    /// <exception cref="LimitExceededException">As many events wait for this subscriber as may wait.</exception>
    public void Publish(StreamName stream, GrainClass subscriber, byte[] payload)
    {
        var key = (stream, subscriber);
        lock (_gate)
        {
            if (!_lanes.TryGetValue(key, out var lane)) _lanes.Add(key, lane = new StreamLane(host, stream, new GrainIdentity(subscriber, stream.Key), Emptied));
            lane.Add(payload);
        }

        void Emptied(StreamLane lane)
        {
            lock (_gate)
                if (lane.IsEmpty)
                    _lanes.Remove(key);
        }
    }
}
