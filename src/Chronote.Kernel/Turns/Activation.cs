using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Kernel.Turns;

/// <summary>One life of a grain: which turns run, which wait, and how it begins and ends.</summary>
internal sealed class Activation(GrainHost host, GrainIdentity identity) : Strand(host.Dispatcher, identity.ToString())
{
    private enum Phase { New, Activating, Active, Deactivating, Gone }

    private readonly Lock _gate = new();
    private readonly LinkedList<ActivationTurn> _waiting = new();
    private readonly List<ActivationTurn> _running = [];
    private readonly List<GrainTimer> _timers = [];
    private Phase _phase = Phase.New;
    private int _interleaversWaiting;
    private bool _ends;
    private bool _servesWhatWaits;
    private DateTimeOffset _usedAt;
    private AsyncServiceScope _scope;
    private Grain? _instance;

    public GrainHost Host => host;

    public GrainIdentity Identity => identity;

    public Grain Instance => _instance!;

    public IServiceProvider Services => _scope.ServiceProvider;

    public bool IsGone
    {
        get
        {
            lock (_gate) return _phase == Phase.Gone;
        }
    }

    /// <summary>What the grain answered to <see cref="IStreamSubscriptionObserver.OnSubscribed"/>. Touched only by its own turns.</summary>
    public Dictionary<StreamName, ISubscription> Subscriptions { get; } = [];

    /// <summary>Starts the turn or lets it wait. False: this activation is gone, ask for the next one.</summary>
    /// <exception cref="LimitExceededException">As many turns wait as may wait.</exception>
    /// <exception cref="DeadlockException">The turn's caller is what it would wait for.</exception>
    public bool Post(ActivationTurn turn)
    {
        lock (_gate)
        {
            switch (_phase)
            {
                case Phase.Gone:
                    return false;
                case Phase.New:
                    Wait_NeedsLock(turn);
                    (_phase, _usedAt) = (Phase.Activating, host.HousekeepingTime.GetUtcNow());
                    Run_NeedsLock(new ActivateTurn(this, turn));
                    return true;
            }
            if (MayRun_NeedsLock(turn))
            {
                Run_NeedsLock(turn);
                return true;
            }
            RefuseCycles_NeedsLock(turn);
            if (_waiting.Count >= host.Options.MailboxTurnsMax)
                throw new LimitExceededException($"{identity} has {_waiting.Count} turns waiting, which is {nameof(EmbeddedHostOptions.MailboxTurnsMax)}.");
            Wait_NeedsLock(turn);
            return true;
        }
    }

    /// <summary>Posts a tick of one of its timers. False: it is ending, and has no ticks any more.</summary>
    public bool PostTick(DeliveryTurn tick)
    {
        lock (_gate)
        {
            if (_phase is Phase.Deactivating or Phase.Gone || _ends) return false;
            if (MayRun_NeedsLock(tick)) Run_NeedsLock(tick);
            else Wait_NeedsLock(tick); // at most one per timer, hence no bound
            return true;
        }
    }

    /// <summary>Begins no other turn and ends after those under way.</summary>
    /// <param name="servesWhatWaits">Also serve the turns that wait; otherwise the next activation does.</param>
    public void End(bool servesWhatWaits = false)
    {
        lock (_gate)
        {
            End_NeedsLock(servesWhatWaits);
            Continue_NeedsLock();
        }
    }

    /// <summary>Ends if it was not used after <paramref name="since"/> and has nothing to do.</summary>
    public void EndIfIdle(DateTimeOffset since)
    {
        lock (_gate)
        {
            if (_phase != Phase.Active || _running.Count + _waiting.Count > 0 || _usedAt > since) return;
            End_NeedsLock(servesWhatWaits: false);
            Continue_NeedsLock();
        }
    }

    public void TurnEnded(ActivationTurn turn, Exception? failure)
    {
        lock (_gate)
        {
            _running.Remove(turn);
            if (turn.CountsAsUse) _usedAt = host.HousekeepingTime.GetUtcNow();
            // What it holds in memory is not what is stored: nothing more may be decided on it.
            if (failure is InconsistentStateException stale && (stale.RaisedIn ??= this) == this) End_NeedsLock(servesWhatWaits: false);
            Continue_NeedsLock();
        }
    }

    public void Owns(GrainTimer timer)
    {
        lock (_gate) _timers.Add(timer);
    }

    public void Disowns(GrainTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    /// <summary>What it is busy with, for reports of a standstill; null when it has nothing to do.</summary>
    public string? Busy()
    {
        lock (_gate)
        {
            if (_running.Count + _waiting.Count == 0) return null;
            var under = string.Join(", ", _running.Select(turn => turn.Name));
            return $"{identity}: {(under.Length > 0 ? under : "nothing")} under way, {_waiting.Count} waiting";
        }
    }

    private bool MayRun_NeedsLock(ActivationTurn turn)
    {
        if (_phase != Phase.Active || _ends && !_servesWhatWaits) return false;
        return turn.Interleaves || !_running.Exists(static running => !running.Interleaves);
    }

    private void Wait_NeedsLock(ActivationTurn turn)
    {
        _waiting.AddLast(turn);
        if (turn.Interleaves) _interleaversWaiting++;
    }

    private void Run_NeedsLock(ActivationTurn turn)
    {
        _running.Add(turn);
        turn.Start(this);
    }

    private void Continue_NeedsLock()
    {
        if (_phase != Phase.Active) return;
        for (var node = _waiting.First; node is not null;)
        {
            var (turn, next) = (node.Value, node.Next);
            if (MayRun_NeedsLock(turn))
            {
                _waiting.Remove(node);
                if (turn.Interleaves) _interleaversWaiting--;
                Run_NeedsLock(turn);
            }
            // Spares a busy grain with a full mailbox from looking through it after every turn.
            else if (_interleaversWaiting == 0) break;
            node = next;
        }
        if (!_ends || _running.Count > 0 || _servesWhatWaits && _waiting.Count > 0) return;
        _phase = Phase.Deactivating;
        Run_NeedsLock(new DeactivateTurn(this));
    }

    private void End_NeedsLock(bool servesWhatWaits)
    {
        // Stale state outranks a shutdown that serves what waits.
        if (_ends && (servesWhatWaits || !_servesWhatWaits)) return;
        (_ends, _servesWhatWaits) = (true, servesWhatWaits);
    }

    private void RefuseCycles_NeedsLock(ActivationTurn turn)
    {
        for (var caller = turn.Caller; caller is not null; caller = caller.Caller)
        {
            if (caller is not ActivationTurn running || !_running.Contains(running)) continue;
            List<string> chain = [turn.ToString()];
            for (var link = turn.Caller; link is not null; link = link.Caller) chain.Add(link.ToString()!);
            chain.Reverse();
            throw new DeadlockException(string.Join(" → ", chain));
        }
    }

    private async Task Activate(CancellationToken cancellationToken)
    {
        _scope = host.Scopes.CreateAsyncScope();
        try
        {
            _instance = await identity.Class.Make(this);
            await _instance.OnActivateAsync(cancellationToken);
        }
        catch
        {
            await _scope.DisposeAsync();
            throw;
        }
    }

    private void Activated(Exception? failure)
    {
        if (failure is not null)
        {
            foreach (var turn in Close()) turn.Refuse(failure);
            return;
        }
        lock (_gate)
        {
            _running.Clear();
            _phase = Phase.Active;
            Continue_NeedsLock();
        }
    }

    // The grain isn't told: a crash doesn't tell it either, so nothing may depend on it.
    private async Task Deactivate()
    {
        GrainTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (var timer in timers) timer.Dispose();
        await _scope.DisposeAsync();
    }

    private void Deactivated(Exception? failure)
    {
        if (failure is not null) host.Faulted($"the end of {identity}", failure);
        foreach (var turn in Close())
        {
            if (turn.DiesWithActivation) continue;
            if (turn.MayGoOn()) host.Post(identity, turn);
            else turn.Refuse(new InvalidOperationException($"{identity} ends whenever it is activated; {turn.Name} was never begun."));
        }
    }

    private List<ActivationTurn> Close()
    {
        List<ActivationTurn> left;
        lock (_gate)
        {
            _phase = Phase.Gone;
            _running.Clear();
            left = [.. _waiting];
            _waiting.Clear();
        }
        host.Forget(this);
        return left;
    }

    // The first caller waits for the activation, and so does its whole chain: a call back into it from OnActivateAsync is a cycle.
    private sealed class ActivateTurn(Activation activation, ActivationTurn first) : ActivationTurn("activate", interleaves: false, first.Caller)
    {
        private readonly CancellationTokenSource _deadline = new(activation.Host.Options.ActivationTimeout, activation.Host.HousekeepingTime);

        public override void Refuse(Exception failure)
        {
        }

        protected override Task Run() => activation.Activate(_deadline.Token);

        protected override void Report(Exception? failure)
        {
        }

        protected override void Ended(Exception? failure)
        {
            _deadline.Dispose();
            activation.Activated(failure);
        }

        public override string ToString() => $"{activation.Identity}.activate";
    }

    private sealed class DeactivateTurn(Activation activation) : ActivationTurn("deactivate", interleaves: false, caller: null)
    {
        public override void Refuse(Exception failure)
        {
        }

        protected override Task Run() => activation.Deactivate();

        protected override void Report(Exception? failure)
        {
        }

        protected override void Ended(Exception? failure) => activation.Deactivated(failure);
    }
}
