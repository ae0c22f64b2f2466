namespace Chronote.Kernel;

public interface IStorage
{
    /// <summary>Changes with every write; null when nothing is stored.</summary>
    string? Etag { get; }

    bool RecordExists { get; }

    Task ClearStateAsync();

    Task WriteStateAsync();

    Task ReadStateAsync();

    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}

public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}

/// <summary>State that outlives the activation. It is read before <see cref="Grain.OnActivateAsync"/>; writing is up to the grain.</summary>
/// <remarks>Writing and clearing throw <see cref="InconsistentStateException"/> when somebody else wrote meanwhile.</remarks>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>On a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
/// <param name="stateName">What it is stored under, beside the grain's name. Lasting.</param>
/// <param name="storageName">Which store, in a cluster. This host has one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}
