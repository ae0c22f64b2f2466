namespace Chronote.Kernel;

/// <summary>Names a stream: a namespace that classes subscribe to, and the key of the grains that get its events.</summary>
public readonly struct StreamId : IEquatable<StreamId>
{
    private readonly string? _namespace;
    private readonly string _key;

    private StreamId(string? ns, string key) => (_namespace, _key) = (ns, key);

    public static StreamId Create(string? ns, string key) => new(ns, key);

    public string GetKeyAsString() => _key;

    public string? GetNamespace() => _namespace;

    public bool Equals(StreamId other) =>
        string.Equals(_namespace, other._namespace, StringComparison.Ordinal) && string.Equals(_key, other._key, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_namespace, _key);

    public override string ToString() => $"{_namespace}/{_key}";

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}

/// <summary>The place of an event in its stream.</summary>
public abstract class StreamSequenceToken
{
    public abstract long SequenceNumber { get; protected set; }

    public abstract int EventIndex { get; protected set; }
}

/// <summary>Takes events: at least once, one at a time and in order per stream.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Throw to get the event again; after some deliveries it is skipped and <see cref="OnErrorAsync"/> is told.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

public interface IAsyncStream
{
    string ProviderName { get; }

    StreamId StreamId { get; }
}

public interface IAsyncStream<T> : IAsyncStream
{
    /// <summary>Hands an event over; it doesn't wait for the subscribers.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);
}

public interface IStreamProvider
{
    string Name { get; }

    IAsyncStream<T> GetStream<T>(StreamId streamId);
}

public abstract class StreamSubscriptionHandle<T>
{
    public abstract StreamId StreamId { get; }

    public abstract string ProviderName { get; }

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
