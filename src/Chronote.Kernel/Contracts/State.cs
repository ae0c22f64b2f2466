namespace Chronote.Kernel;

/// <summary>State that outlives the activation. It is read before <see cref="Grain.OnActivateAsync"/>; writing is up to the grain.</summary>
public interface IPersistentState<TState>
{
    TState State { get; set; }

    /// <summary>Makes <see cref="State"/> durable. Fails when somebody else wrote meanwhile: left uncaught that ends the activation, and nothing was changed.</summary>
    Task WriteStateAsync();
}

/// <summary>On a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
/// <param name="stateName">What it is stored under, beside the grain's name. Lasting.</param>
/// <param name="storageName">Which store, in a cluster. This host has one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    internal string StateName { get; } = stateName;

    internal string? StorageName { get; } = storageName;
}
