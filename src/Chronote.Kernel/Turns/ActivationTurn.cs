namespace Chronote.Kernel.Turns;

/// <summary>A turn of a grain.</summary>
internal abstract class ActivationTurn(string name, bool interleaves, Turn? caller) : Turn(name, caller)
{
    // An activation that ends as soon as it is made must not pass its calls on for ever.
    private const int ForwardsMax = 8;

    private int _forwards;

    /// <summary>Whether it may run while others await.</summary>
    public bool Interleaves => interleaves;

    public Activation Activation => (Activation)Strand;

    /// <summary>Whether the grain counts as used by it.</summary>
    public virtual bool CountsAsUse => true;

    /// <summary>Whether it makes sense only in the activation it was posted to.</summary>
    public virtual bool DiesWithActivation => false;

    /// <summary>Ends the turn before it has begun.</summary>
    public abstract void Refuse(Exception failure);

    /// <summary>Counts that the turn goes on to the next activation. False: often enough.</summary>
    public bool MayGoOn() => ++_forwards <= ForwardsMax;

    /// <summary>What is reported to whoever posted it.</summary>
    protected abstract void Report(Exception? failure);

    // First the activation, so that a caller who hears the answer meets the activation as it is afterwards.
    protected override void Ended(Exception? failure)
    {
        Activation.TurnEnded(this, failure);
        Report(failure);
    }

    public override string ToString() => $"{Strand?.Name}.{Name}";
}

/// <summary>Something the host brings to a grain: a tick, a reminder, an event.</summary>
/// <param name="ended">Hears how it went; null for success.</param>
internal sealed class DeliveryTurn(string name, bool interleaves, Func<Activation, Task> deliver, Action<Exception?> ended) : ActivationTurn(name, interleaves, caller: null)
{
    public bool IsTick { get; init; }

    // A timer must not keep a grain that nobody asks.
    public override bool CountsAsUse => !IsTick;

    public override bool DiesWithActivation => IsTick;

    public override void Refuse(Exception failure) => ended(failure);

    protected override Task Run() => deliver(Activation);

    protected override void Report(Exception? failure) => ended(failure);
}
