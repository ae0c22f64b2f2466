namespace Chronote.Kernel.State;

internal abstract class PersistentState
{
    /// <summary>Takes what is stored, before the grain begins.</summary>
    public abstract Task Read();
}

internal sealed class PersistentState<T>(Activation activation, string name) : PersistentState, IPersistentState<T>
{
    private readonly string _grain = activation.Identity.ToString();
    private string? _etag;

    public T State { get; set; } = Activator.CreateInstance<T>();

    public override async Task Read()
    {
        if (await activation.Host.States.Read(_grain, name) is { } stored) (State, _etag) = (activation.Host.Isolation.Read<T>(stored.Payload), stored.Etag);
    }

    public async Task WriteStateAsync() =>
        _etag = await activation.Host.States.Write(_grain, name, activation.Host.Isolation.Write(State), _etag)
            ?? throw new InconsistentStateException($"{_grain} wrote its state {name} on etag {_etag ?? "none"}, but another is stored.");
}
