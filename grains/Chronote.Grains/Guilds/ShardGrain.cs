using Chronote.Domain.Guilds;

namespace Chronote.Grains.Guilds;

public sealed class ShardGrain(TimeProvider time, [PersistentState("hold")] IPersistentState<ShardHold> hold) : Grain, IShardGrain
{
    public async Task<bool> Hold(string silo, bool isAlone)
    {
        var asked = hold.State.AskedBy(silo, isAlone, time.GetUtcNow());
        if (asked == hold.State) return hold.State.Silo == silo;
        hold.State = asked;
        await hold.WriteStateAsync();
        return true;
    }

    public async Task LetGo(string silo)
    {
        var left = hold.State.LetGoBy(silo);
        if (left == hold.State) return;
        hold.State = left;
        await hold.WriteStateAsync();
    }
}
