namespace Chronote.Kernel.Streams;

/// <summary>All lanes with events in them.</summary>
internal sealed class StreamLanes(GrainHost host)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Provider, StreamId Stream, GrainClass Subscriber), StreamLane> _lanes = [];
    private long _published;

    /// <exception cref="LimitExceededException">As many events wait for this subscriber as may wait.</exception>
    public void Publish(string provider, StreamId stream, GrainClass subscriber, byte[] payload)
    {
        var key = (provider, stream, subscriber);
        lock (_gate)
        {
            if (!_lanes.TryGetValue(key, out var lane)) _lanes.Add(key, lane = new StreamLane(host, provider, stream, new GrainIdentity(subscriber, stream.GetKeyAsString()), Emptied));
            lane.Add(payload, ++_published);
        }

        void Emptied(StreamLane lane)
        {
            lock (_gate)
                if (lane.IsEmpty)
                    _lanes.Remove(key);
        }
    }
}
