namespace Chronote.Kernel.Streams;

/// <summary>What an activation answered when it was told of a stream.</summary>
internal interface ISubscription
{
    Task Deliver(Isolation isolation, byte[] payload);

    Task Skip(Exception failure);
}

/// <summary>Handed to <see cref="IStreamSubscriptionObserver.OnSubscribed"/>; remembers what was made of it.</summary>
internal sealed class SubscriptionFactory : IStreamSubscriptionHandleFactory
{
    /// <summary>Null until a handle was made: the grain doesn't want the stream's events.</summary>
    public ISubscription? Made { get; private set; }

    public StreamSubscriptionHandle<T> Create<T>()
    {
        var handle = new SubscriptionHandle<T>();
        Made = handle;
        return handle;
    }
}

internal sealed class SubscriptionHandle<T> : StreamSubscriptionHandle<T>, ISubscription
{
    private IAsyncObserver<T>? _observer;

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        _observer = observer;
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    // Read anew for each delivery: a consumer that failed halfway may have changed what it got.
    public Task Deliver(Isolation isolation, byte[] payload) => _observer?.OnNextAsync(isolation.Read<T>(payload)) ?? Task.CompletedTask;

    public Task Skip(Exception failure) => _observer?.OnErrorAsync(failure) ?? Task.CompletedTask;
}

/// <summary>For a grain that was told of a stream and didn't ask for its events.</summary>
internal sealed class NoSubscription : ISubscription
{
    public Task Deliver(Isolation isolation, byte[] payload) => Task.CompletedTask;

    public Task Skip(Exception failure) => Task.CompletedTask;
}
