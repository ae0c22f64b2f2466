namespace Chronote.Kernel;

/// <summary>Names a stream: a namespace that classes subscribe to, and the key of the grains that get its events.</summary>
public readonly struct StreamId
{
    private StreamId(string ns, string key) => (Namespace, Key) = (ns, key);

    internal string Namespace { get; }

    internal string Key { get; }

    public static StreamId Create(string ns, string key) => new(ns, key);
}

/// <summary>The place of an event in its stream, where streams can be rewound. These can't: there is none.</summary>
public abstract class StreamSequenceToken
{
    private protected StreamSequenceToken()
    {
    }
}

/// <summary>Takes events: at least once, one at a time and in order per stream.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Throw to get the event again; after some deliveries it is skipped and <see cref="OnErrorAsync"/> is told.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnErrorAsync(Exception ex);
}

public interface IAsyncStream<T>
{
    /// <summary>Hands an event over; it doesn't wait for the subscribers.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);
}

public interface IStreamProvider
{
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

public abstract class StreamSubscriptionHandle<T>
{
    private protected StreamSubscriptionHandle()
    {
    }

    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);
}

public interface IStreamSubscriptionHandleFactory
{
    StreamSubscriptionHandle<T> Create<T>();
}

/// <summary>Implemented by a grain with <see cref="ImplicitStreamSubscriptionAttribute"/>: told once per activation of each stream it gets.</summary>
public interface IStreamSubscriptionObserver
{
    /// <summary>Answer by <c>handleFactory.Create&lt;T&gt;().ResumeAsync(this)</c>; without it the events are dropped.</summary>
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}

/// <summary>The grain wants every stream of this namespace whose key is its own.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
    {
        if (streamIdMapper is not null) throw new NotSupportedException("This host gives a stream to the grain with the stream's own key.");
        StreamNamespace = streamNamespace;
    }

    internal string StreamNamespace { get; }
}

public static class GrainStreamingExtensions
{
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => new MemoryStreamProvider(name, grain.Activation.Host);
}
