using Chronote.Domain;
using Chronote.Domain.Ports;

namespace Chronote.Grains;

/// <summary>
/// The shell around a pure decider: read once, decide, commit state and rows in one transaction, then obey. Durable, then visible.
/// </summary>
/// <remarks>When a commit fails or is fenced, memory and rows may disagree: the grain forgets itself and the next activation reads again.</remarks>
public abstract class DecidingGrain<TState, TCommand, TEvent, TEffect>(IGrainRecords records, TimeProvider time) : Grain
    where TState : class
{
    private long _etag;

    protected TState State { get; private set; } = null!;

    protected TenantId Tenant { get; set; }

    protected TimeProvider Time => time;

    /// <summary>The name its record is stored under.</summary>
    protected abstract GrainName Name { get; }

    protected abstract TState Initial { get; }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var record = await records.Read(Name);
        _etag = record?.Etag ?? 0;
        if (record is null)
        {
            State = Initial;
            return;
        }
        var stored = GrainJson.Read<StoredState<TState>>(record.State);
        (State, Tenant) = (stored.State, new TenantId(stored.Tenant));
    }

    protected abstract Decision<TEvent, TEffect> Decide(TState state, TCommand command, DateTimeOffset now);

    protected abstract TState Evolve(TState state, TEvent happened);

    /// <summary>The rows that change with this decision. May depend on the state before (<see cref="State"/>) and after.</summary>
    protected abstract IReadOnlyList<RowChange> Changes(TCommand command, Decision<TEvent, TEffect> decision, TState next);

    /// <summary>Carries out one effect once its decision is durable. May run again after a crash.</summary>
    protected abstract Task Obey(TEffect effect);

    /// <summary>Decides, commits, obeys. The answer is null, a refusal, or what the rows objected.</summary>
    protected async Task<CommitAnswer?> Handle(TCommand command)
    {
        var decision = Decide(State, command, time.GetUtcNow());
        if (decision.Refused is { } refused) return new CommitAnswer.Refused(refused);
        var next = decision.Events.Aggregate(State, Evolve);
        var changes = Changes(command, decision, next);
        if (decision.Events.Count > 0 || changes.Count > 0)
        {
            var answer = await Commit(next, changes);
            if (answer is not CommitAnswer.Committed) return answer;
        }
        foreach (var effect in decision.Effects) await Obey(effect);
        return null;
    }

    /// <summary>Commits rows that go with the state as it is.</summary>
    protected Task<CommitAnswer> SaveRows(IReadOnlyList<RowChange> changes) => Commit(State, changes);

    private async Task<CommitAnswer> Commit(TState next, IReadOnlyList<RowChange> changes)
    {
        CommitAnswer answer;
        try
        {
            answer = await records.Commit(new Commit(Tenant, Name, _etag, GrainJson.Write(new StoredState<TState>(1, Tenant.Value, next)), changes));
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
        switch (answer)
        {
            case CommitAnswer.Committed committed:
                (_etag, State) = (committed.Etag, next);
                break;
            case CommitAnswer.Fenced:
                DeactivateOnIdle();
                throw new FencedException($"{Name} was written by another activation.");
        }
        return answer;
    }
}

/// <param name="Version">Of the stored shape; a change of it is written on purpose.</param>
public sealed record StoredState<TState>(int Version, string Tenant, TState State);

/// <summary>This activation is stale. The caller's request changed nothing and may be sent again.</summary>
public sealed class FencedException(string message) : InvalidOperationException(message);
