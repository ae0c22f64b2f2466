namespace Chronote.Kernel.Streams;

/// <summary>Streams in memory, to implicit subscribers. An event lives as long as the process: consumers catch up from what is stored.</summary>
internal sealed class MemoryStreamProvider(string name, GrainHost host) : IStreamProvider
{
    public string Name => name;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(name, streamId, host);
}

internal sealed class MemoryStream<T>(string provider, StreamId id, GrainHost host) : IAsyncStream<T>
{
    public string ProviderName => provider;

    public StreamId StreamId => id;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        if (token is not null) return Task.FromException(new ArgumentException("Streams in memory number their events themselves.", nameof(token)));
        try
        {
            var payload = host.Isolation.Write(item);
            foreach (var subscriber in host.Catalogue.Subscribers(id.GetNamespace()))
                for (var copies = host.EventCopies(); copies > 0; copies--)
                    host.Streams.Publish(provider, id, subscriber, payload);
            return Task.CompletedTask;
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }
}

internal sealed class MemorySequenceToken(long number) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = number;

    public override int EventIndex { get; protected set; }
}
