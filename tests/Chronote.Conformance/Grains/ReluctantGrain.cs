using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

/// <summary>Fails to begin the first time.</summary>
public interface IReluctantGrain : IGrainWithStringKey
{
    Task<string> Hello();
}

public sealed class ReluctantGrain(Stage stage) : Grain, IReluctantGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        stage.Note($"{key} tries");
        return stage.Lines($"{key} tries").Count > 1 ? Task.CompletedTask : throw new InvalidOperationException("not yet");
    }

    public Task<string> Hello() => Task.FromResult("hello");
}
