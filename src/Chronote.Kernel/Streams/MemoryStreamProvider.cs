namespace Chronote.Kernel.Streams;

/// <summary>Streams in memory, to implicit subscribers. An event lives as long as the process: consumers catch up from what is stored.</summary>
internal sealed class MemoryStreamProvider(string name, GrainHost host) : IStreamProvider
{
    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new MemoryStream<T>(new StreamName(name, streamId.Namespace, streamId.Key), host);
}

internal sealed class MemoryStream<T>(StreamName stream, GrainHost host) : IAsyncStream<T>
{
    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        try
        {
            var payload = host.Isolation.Write(item);
            foreach (var subscriber in host.Catalogue.Subscribers(stream.Namespace))
                for (var copies = host.EventCopies(); copies > 0; copies--)
                    host.Streams.Publish(stream, subscriber, payload);
            return Task.CompletedTask;
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }
}
