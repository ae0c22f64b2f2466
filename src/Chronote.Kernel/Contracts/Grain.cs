namespace Chronote.Kernel;

/// <summary>What can be called by reference.</summary>
public interface IAddressable;

public interface IGrain : IAddressable;

/// <summary>A grain with a text key, the only kind of key this host knows.</summary>
public interface IGrainWithStringKey : IGrain;

public interface IGrainFactory
{
    /// <summary>A reference to a grain. Nothing is activated before the first call.</summary>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;
}

/// <summary>A virtual actor: made when it is first called, one turn at a time, forgotten when it is idle.</summary>
public abstract class Grain : IAddressable
{
    private Activation? _activation;

    protected IGrainFactory GrainFactory => Activation.Factory;

    protected IServiceProvider ServiceProvider => Activation.Host.Services;

    internal Activation Activation => _activation ?? throw new InvalidOperationException("A grain can't use its host before it is activated.");

    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A courtesy, not a promise: a crash doesn't call it. Nothing is saved here.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends this activation once its turns are over; the next call makes a new one.</summary>
    protected void DeactivateOnIdle() => Activation.End(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "asked for by the grain"));

    internal void Attach(Activation activation) => _activation = activation;
}

public enum DeactivationReasonCode { None, ShuttingDown, ActivationFailed, ActivationIdle, ApplicationError, ApplicationRequested }

public readonly struct DeactivationReason(DeactivationReasonCode code, string text)
{
    public DeactivationReasonCode ReasonCode { get; } = code;
    public string Description { get; } = text;
}

public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        Grain inside => inside.Activation.Id.Key,
        GrainReference reference => reference.Id.Key,
        _ => throw new ArgumentException("This is neither a grain nor a reference to one.", nameof(grain)),
    };
}
