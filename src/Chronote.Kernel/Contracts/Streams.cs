namespace Chronote.Kernel;

public readonly record struct StreamId(string Namespace, string Key)
{
    public static StreamId Create(string ns, string key) => new(ns, key);
    public string GetNamespace() => Namespace;
    public string GetKeyAsString() => Key;
}

public abstract class StreamSequenceToken
{
    public abstract long SequenceNumber { get; protected set; }
    public abstract int EventIndex { get; protected set; }
}

public interface IAsyncObserver<in T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);
    Task OnCompletedAsync() => Task.CompletedTask;
    Task OnErrorAsync(Exception ex);
}

public interface IAsyncStream<T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);
}

public interface IStreamProvider
{
    string Name { get; }
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

public abstract class StreamSubscriptionHandle<T>
{
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);
}

public interface IStreamSubscriptionHandleFactory
{
    StreamId StreamId { get; }
    string ProviderName { get; }
    StreamSubscriptionHandle<T> Create<T>();
}

/// <summary>Implemented by a grain with <see cref="ImplicitStreamSubscriptionAttribute"/>: told once per activation of each stream it gets.</summary>
public interface IStreamSubscriptionObserver
{
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}

public static class GrainStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => new MemoryStreamProvider(name, grain.Activation.Host);
}
