using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

/// <summary>Lets everything in while it waits.</summary>
public interface IOpenGrain : IGrainWithStringKey
{
    Task Hold(string name, string cue);
}

[Reentrant]
public sealed class OpenGrain(Stage stage) : Grain, IOpenGrain
{
    public async Task Hold(string name, string cue)
    {
        stage.Note($"{this.GetPrimaryKeyString()}: {name} in");
        await stage.Cue(cue);
    }
}
