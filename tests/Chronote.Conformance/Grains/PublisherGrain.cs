using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public sealed record Hint(string Text);

public interface IPublisherGrain : IGrainWithStringKey
{
    /// <summary>Publishes the texts, one event each, on the stream of this key.</summary>
    Task Publish(IReadOnlyList<string> texts);
}

public sealed class PublisherGrain : Grain, IPublisherGrain
{
    public async Task Publish(IReadOnlyList<string> texts)
    {
        var stream = this.GetStreamProvider(Suite.StreamProvider).GetStream<Hint>(StreamId.Create(ListenerGrain.Namespace, this.GetPrimaryKeyString()));
        foreach (var text in texts) await stream.OnNextAsync(new Hint(text));
    }
}
