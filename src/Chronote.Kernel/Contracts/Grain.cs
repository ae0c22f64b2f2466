namespace Chronote.Kernel;

/// <summary>What can be called by reference.</summary>
public interface IAddressable;

public interface IGrain : IAddressable;

/// <summary>A grain with a text key, the only kind of key this host knows.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>What a grain class is to its host.</summary>
public interface IGrainBase;

/// <summary>A virtual actor: made when it is first called, one turn at a time, forgotten when it is idle.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation? _activation;

    // The host makes a grain inside its first turn, so that the key is known to constructors and field initialisers too.
    protected Grain() => _activation = (Turn.Current as ActivationTurn)?.Activation;

    protected IGrainFactory GrainFactory => Activation.Host;

    internal Activation Activation => _activation ?? throw new InvalidOperationException("This grain was not made by a grain host.");

    /// <summary>Runs before the first call. A failure is the answer to every call waiting, and this activation is discarded.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation after the turns under way. Calls that wait are served by the next activation.</summary>
    protected void DeactivateOnIdle() => Activation.End();
}

public static class GrainExtensions
{
    /// <summary>The key, of a grain from inside or of a reference from outside.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        Grain inside => inside.Activation.Identity.Key,
        GrainReference reference => reference.Identity.Key,
        _ => throw new ArgumentException("This is neither a grain nor a reference to one.", nameof(grain)),
    };
}
