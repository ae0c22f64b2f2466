using Chronote.Kernel.State;

namespace Chronote.Conformance.Simulation;

/// <summary>The toy: numbers are added, and what was acknowledged must be on disk whatever happens.</summary>
public interface ILedgerGrain : IGrainWithStringKey
{
    Task Add(int number);
}

public sealed class LedgerRecord
{
    public List<int> Numbers { get; set; } = [];
}

public interface ITallyGrain : IGrainWithStringKey
{
    Task<int> Count(int number);
}

/// <summary>Only there so that calls hop.</summary>
public sealed class TallyGrain : Grain, ITallyGrain
{
    private int _count;

    public async Task<int> Count(int number)
    {
        await Task.Yield();
        return ++_count;
    }
}

/// <summary>Durable, then acknowledged.</summary>
public sealed class CarefulLedgerGrain([PersistentState("numbers")] IPersistentState<LedgerRecord> record) : Grain, ILedgerGrain
{
    public async Task Add(int number)
    {
        if (record.State.Numbers.Contains(number)) return;
        await GrainFactory.GetGrain<ITallyGrain>(this.GetPrimaryKeyString()).Count(number);
        record.State.Numbers.Add(number);
        try
        {
            await record.WriteStateAsync();
        }
        catch
        {
            // Perhaps it was stored, perhaps not: what is in memory is worth nothing any more.
            DeactivateOnIdle();
            throw;
        }
    }
}

/// <summary>The bug: acknowledged, then durable.</summary>
public sealed class EagerLedgerGrain([PersistentState("numbers")] IPersistentState<LedgerRecord> record) : Grain, ILedgerGrain
{
    private bool _saves;

    public Task Add(int number)
    {
        if (record.State.Numbers.Contains(number)) return Task.CompletedTask;
        record.State.Numbers.Add(number);
        if (!_saves) this.RegisterGrainTimer(Save, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan));
        _saves = true;
        return Task.CompletedTask;
    }

    private async Task Save(CancellationToken _)
    {
        _saves = false;
        await record.WriteStateAsync();
    }
}

/// <summary>The other bug: after a failed write it goes on with what is only in memory, and acknowledges it the next time it is asked.</summary>
public sealed class ForgetfulLedgerGrain([PersistentState("numbers")] IPersistentState<LedgerRecord> record) : Grain, ILedgerGrain
{
    public async Task Add(int number)
    {
        if (record.State.Numbers.Contains(number)) return;
        record.State.Numbers.Add(number);
        try
        {
            await record.WriteStateAsync();
        }
        catch (InconsistentStateException stale)
        {
            throw new InvalidOperationException(stale.Message);
        }
    }
}
