namespace Chronote.Conformance.Embedded;

public interface IRingGrain : IGrainWithStringKey
{
    /// <summary>Passes the call on to the first of the keys, with the rest.</summary>
    Task Pass(IReadOnlyList<string> keys);

    [AlwaysInterleave]
    Task Look(IReadOnlyList<string> keys);

    Task<string?> Overheard();
}

/// <summary>With the key <c>eager:KEY</c> it calls KEY, and through it itself, while it is activated.</summary>
public sealed class RingGrain : Grain, IRingGrain
{
    public static readonly AsyncLocal<string?> Ambient = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        this.GetPrimaryKeyString().Split(':') is ["eager", var other] ? GrainFactory.GetGrain<IRingGrain>(other).Pass([this.GetPrimaryKeyString()]) : Task.CompletedTask;

    public Task Pass(IReadOnlyList<string> keys) => keys is [var next, ..] ? GrainFactory.GetGrain<IRingGrain>(next).Pass([.. keys.Skip(1)]) : Task.CompletedTask;

    public Task Look(IReadOnlyList<string> keys) => keys is [var next, ..] ? GrainFactory.GetGrain<IRingGrain>(next).Look([.. keys.Skip(1)]) : Task.CompletedTask;

    public Task<string?> Overheard() => Task.FromResult(Ambient.Value);
}
