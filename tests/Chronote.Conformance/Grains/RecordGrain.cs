using Chronote.Conformance.Hosts;

namespace Chronote.Conformance.Grains;

public interface IRecordGrain : IGrainWithStringKey
{
    Task Write(int value);

    Task<int> Value();

    Task<bool> Exists();

    Task Clear();

    Task End();

    /// <summary>Writes through one view of a record, then through another that doesn't know of it. Tells what the second one got, and what is stored.</summary>
    Task<string> WriteTwice(int first, int second);

    /// <summary>The same, and lets the failure out.</summary>
    Task WriteTwiceAndFail();

    /// <summary>Has another grain do so, and lets its failure out.</summary>
    Task HaveFail(string other);
}

[GenerateSerializer]
public sealed class NumberRecord
{
    [Id(0)]
    public int Value { get; set; }
}

public sealed class RecordGrain(
    [PersistentState("number", Suite.Store)] IPersistentState<NumberRecord> number,
    [PersistentState("shared", Suite.Store)] IPersistentState<NumberRecord> left,
    [PersistentState("shared", Suite.Store)] IPersistentState<NumberRecord> right,
    Stage stage) : Grain, IRecordGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} begins with {number.State.Value}");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        stage.Note($"{this.GetPrimaryKeyString()} ends");
        return Task.CompletedTask;
    }

    public async Task Write(int value)
    {
        number.State.Value = value;
        await number.WriteStateAsync();
    }

    public Task<int> Value() => Task.FromResult(number.State.Value);

    public Task<bool> Exists() => Task.FromResult(number.RecordExists);

    public Task Clear() => number.ClearStateAsync();

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
        string failure;
        try
        {
            await right.WriteStateAsync();
            failure = "nothing";
        }
        catch (InconsistentStateException)
        {
            failure = nameof(InconsistentStateException);
        }
        await right.ReadStateAsync();
        return $"{failure}, stored {right.State.Value}";
    }

    public async Task WriteTwiceAndFail()
    {
        await left.WriteStateAsync();
        await right.WriteStateAsync();
    }

    public Task HaveFail(string other) => GrainFactory.GetGrain<IRecordGrain>(other).WriteTwiceAndFail();
}
