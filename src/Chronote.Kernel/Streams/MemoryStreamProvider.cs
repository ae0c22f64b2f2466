namespace Chronote.Kernel;

/// <summary>Streams in memory, to implicit subscribers. An event lives as long as the process: consumers catch up from what is stored.</summary>
internal sealed class MemoryStreamProvider(string name, EmbeddedHost host) : IStreamProvider
{
    public string Name => name;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(name, streamId, host);
}

internal sealed class MemoryStream<T>(string provider, StreamId id, EmbeddedHost host) : IAsyncStream<T>
{
    private const int DeliveriesMax = 3;

    /// <summary>Hands the event over; it doesn't wait for the subscribers.</summary>
    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        var isolated = (T)host.Isolate(item, typeof(T))!;
        foreach (var subscriber in host.Classes.Subscribers(id.Namespace)) Deliver(new GrainIdentity(subscriber, id.Key), isolated, 1);
        return Task.CompletedTask;
    }

    private void Deliver(GrainIdentity subscriber, T item, int delivery) => host.Post(subscriber, activation => new Turn(async () =>
    {
        var handle = await Subscription(activation);
        try
        {
            if (handle.Observer is { } observer) await observer.OnNextAsync(item);
        }
        catch when (delivery < DeliveriesMax)
        {
            Deliver(subscriber, item, delivery + 1);
            throw;
        }
        return null;
    }, TurnKind.Exclusive, $"stream {id.Namespace}"));

    private async Task<Handle<T>> Subscription(Activation activation)
    {
        var key = $"{provider}/{id.Namespace}/{id.Key}";
        if (activation.Subscriptions.TryGetValue(key, out var known)) return (Handle<T>)known;
        var handle = new Handle<T>(provider, id);
        if (activation.Instance is IStreamSubscriptionObserver observer) await observer.OnSubscribed(handle);
        activation.Subscriptions.Add(key, handle);
        return handle;
    }
}

internal sealed class Handle<T>(string provider, StreamId id) : StreamSubscriptionHandle<T>, IStreamSubscriptionHandleFactory
{
    public IAsyncObserver<T>? Observer { get; private set; }
    public StreamId StreamId => id;
    public string ProviderName => provider;

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        Observer = observer;
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public StreamSubscriptionHandle<TItem> Create<TItem>() => this as StreamSubscriptionHandle<TItem>
        ?? throw new InvalidOperationException($"The stream {id.Namespace} carries {typeof(T).Name}, not {typeof(TItem).Name}.");
}
