using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IRecordGrain : IGrainWithStringKey
{
    Task Write(int value);

    Task<int> Value();

    Task End();

    /// <summary>Writes through one view of a record, then through another that doesn't know of it. Tells how the second one failed.</summary>
    Task<string> WriteTwice(int first, int second);

    /// <summary>The same, and lets the failure out.</summary>
    Task WriteTwiceAndFail();

    /// <summary>Has another grain do so, and lets its failure out.</summary>
    Task HaveFail(string other);

    /// <summary>What of that record was stored when this life began, or written since.</summary>
    Task<int> Shared();
}

public sealed class NumberRecord
{
    public int Value { get; set; }
}

public sealed class RecordGrain(
    [PersistentState("number", Suite.Store)] IPersistentState<NumberRecord> number,
    [PersistentState("shared", Suite.Store)] IPersistentState<NumberRecord> left,
    [PersistentState("shared", Suite.Store)] IPersistentState<NumberRecord> right,
    Life life) : Grain, IRecordGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        life.Begins(this);
        return Task.CompletedTask;
    }

    public async Task Write(int value)
    {
        number.State = new NumberRecord { Value = value };
        await number.WriteStateAsync();
    }

    public Task<int> Value() => Task.FromResult(number.State.Value);

    public Task End()
    {
        // Never written: what was not saved when it was decided is not saved at all.
        number.State.Value = -1;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<string> WriteTwice(int first, int second)
    {
        left.State.Value = first;
        await left.WriteStateAsync();
        right.State.Value = second;
        try
        {
            await right.WriteStateAsync();
            return "nothing";
        }
        catch (Exception failure)
        {
            return failure.GetType().Name;
        }
    }

    public async Task WriteTwiceAndFail()
    {
        await left.WriteStateAsync();
        await right.WriteStateAsync();
    }

    public Task HaveFail(string other) => GrainFactory.GetGrain<IRecordGrain>(other).WriteTwiceAndFail();

    public Task<int> Shared() => Task.FromResult(left.State.Value);
}
