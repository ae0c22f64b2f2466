namespace Chronote.Kernel.State;

internal sealed class PersistentState<T>(Activation activation, string name) : IPersistentState<T>
{
    private readonly string _grain = activation.Identity.ToString();

    public T State { get; set; } = New();

    public string? Etag { get; private set; }

    public bool RecordExists => Etag is not null;

    public async Task ReadStateAsync()
    {
        var stored = await activation.Host.States.Read(_grain, name);
        (State, Etag) = stored is null ? (New(), null) : (activation.Host.Isolation.Read<T>(stored.Payload), stored.Etag);
    }

    public async Task WriteStateAsync()
    {
        var etag = await activation.Host.States.Write(_grain, name, activation.Host.Isolation.Write(State), Etag);
        Etag = etag ?? throw await Stale();
    }

    public async Task ClearStateAsync()
    {
        if (!await activation.Host.States.Clear(_grain, name, Etag)) throw await Stale();
        (State, Etag) = (New(), null);
    }

    private async Task<InconsistentStateException> Stale()
    {
        var stored = await activation.Host.States.Read(_grain, name);
        return new InconsistentStateException($"{_grain} wrote its state {name} on etag {Etag ?? "none"}, but {stored?.Etag ?? "none"} is stored.", stored?.Etag, Etag);
    }

    private static T New() => Activator.CreateInstance<T>();
}
