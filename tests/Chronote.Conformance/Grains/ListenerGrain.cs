using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IListenerGrain : IGrainWithStringKey
{
    Task End();
}

/// <summary>Gets the events of its key, and notes them. Of an event "twice …" it wants a second delivery.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class ListenerGrain(Stage stage) : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<Hint>
{
    public const string Namespace = "conformance";

    private readonly HashSet<string> _refused = [];

    private string Key => this.GetPrimaryKeyString();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{Key} ends");
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Hint>().ResumeAsync(this);

    public Task OnNextAsync(Hint item, StreamSequenceToken? token = null)
    {
        stage.Note($"{Key} hears {item.Text}");
        return item.Text.StartsWith("twice", StringComparison.Ordinal) && _refused.Add(item.Text) ? throw new InvalidOperationException("once more") : Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
