using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IListenerGrain : IGrainWithStringKey
{
    Task End();
}

/// <summary>Gets the events of its key, and notes them. Of an event "twice …" it wants a second delivery; "never …" it always refuses.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class ListenerGrain(Stage stage, Life life) : Grain, IListenerGrain, IStreamSubscriptionObserver, IAsyncObserver<Hint>
{
    public const string Namespace = "conformance";

    private readonly HashSet<string> _refused = [];

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        life.Begins(this);
        return Task.CompletedTask;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<Hint>().ResumeAsync(this);

    public Task OnNextAsync(Hint item, StreamSequenceToken? token = null)
    {
        stage.Note($"{Key} hears {item.Text}");
        if (item.Text.StartsWith("never", StringComparison.Ordinal)) throw new InvalidOperationException(item.Text);
        return item.Text.StartsWith("twice", StringComparison.Ordinal) && _refused.Add(item.Text) ? throw new InvalidOperationException("once more") : Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        stage.Note($"{Key} gives up");
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
