namespace Chronote.Kernel.Streams;

/// <summary>The events of one stream on their way to one subscriber: one at a time, in order, again while it throws.</summary>
internal sealed class StreamLane(GrainHost host, StreamName stream, GrainIdentity subscriber, Action<StreamLane> emptied)
{
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _events = new();
    private int _deliveries;
    private ITimer? _redelivery;

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _events.Count == 0;
        }
    }

    public void Add(byte[] payload)
    {
        bool first;
        lock (_gate)
        {
            if (_events.Count >= host.Options.StreamEventsMax)
                throw new LimitExceededException($"{_events.Count} events of {stream} wait for {subscriber}, which is {nameof(EmbeddedHostOptions.StreamEventsMax)}.");
            first = _events.Count == 0;
            _events.Enqueue(payload);
        }
        if (first) Begin();
    }

    private void Begin()
    {
        if (host.EventsWait() is var wait && wait <= TimeSpan.Zero)
        {
            Deliver();
            return;
        }
        _redelivery?.Dispose();
        _redelivery = host.Time.CreateTimer(_ => Deliver(), null, wait, Timeout.InfiniteTimeSpan);
    }

    private void Deliver()
    {
        lock (_gate) _deliveries++;
        Post(async activation =>
        {
            var payload = Head();
            await (await Subscription(activation)).Deliver(host.Isolation, payload);
        }, Delivered);
    }

    private void Delivered(Exception? failure)
    {
        if (failure is null)
        {
            Next();
            return;
        }
        host.Faulted($"{subscriber}, event of {stream}", failure);
        if (_deliveries < host.Options.StreamDeliveriesMax)
        {
            _redelivery?.Dispose();
            // Once more at once: most failures are a race that is over. Then with patience.
            if (_deliveries == 1)
            {
                Deliver();
                return;
            }
            var wait = host.Options.StreamRedeliveryDelay * (1 << (_deliveries - 2));
            _redelivery = host.Time.CreateTimer(_ => Deliver(), null, wait, Timeout.InfiniteTimeSpan);
            return;
        }
        Post(async activation => await (await Subscription(activation)).Skip(failure), told =>
        {
            if (told is not null) host.Faulted($"{subscriber}, hearing of a skipped event of {stream}", told);
            Next();
        });
    }

    private void Next()
    {
        bool more;
        lock (_gate)
        {
            _events.Dequeue();
            _deliveries = 0;
            more = _events.Count > 0;
        }
        if (more) Begin();
        else emptied(this);
    }

    private void Post(Func<Activation, Task> deliver, Action<Exception?> ended) => host.Post(subscriber, new DeliveryTurn($"event of {stream}", interleaves: false, deliver, ended));

    private byte[] Head()
    {
        lock (_gate) return _events.Peek();
    }

    private async Task<ISubscription> Subscription(Activation activation)
    {
        if (activation.Subscriptions.TryGetValue(stream, out var known)) return known;
        var factory = new SubscriptionFactory();
        if (activation.Instance is IStreamSubscriptionObserver observer) await observer.OnSubscribed(factory);
        return activation.Subscriptions[stream] = factory.Made ?? new NoSubscription();
    }
}
