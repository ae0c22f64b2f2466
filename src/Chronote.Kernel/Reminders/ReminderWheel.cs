namespace Chronote.Kernel.Reminders;

/// <summary>Looks for due reminders and brings their ticks. The next tick is stored when one is over, so a crash repeats a tick and loses none.</summary>
internal sealed class ReminderWheel
{
    private const int RemindersPerLook = 500;
    private static readonly TimeSpan PeriodMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAhead = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAfterFailure = TimeSpan.FromSeconds(5);

    private readonly GrainHost _host;
    private readonly Strand _strand;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly HashSet<(string Grain, string Name)> _underWay = [];
    private DateTimeOffset _nextLook = DateTimeOffset.MaxValue;
    private bool _runs;

    public ReminderWheel(GrainHost host, IReminderStore store)
    {
        (_host, Store) = (host, store);
        _strand = new Strand(host.Dispatcher, "reminders");
        _timer = host.Time.CreateTimer(_ => Look(static () => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IReminderStore Store { get; }

    /// <returns>Ends after the first look: what is due soon is known then.</returns>
    public Task Start()
    {
        lock (_gate) _runs = true;
        var looked = _host.Completions.Create<bool>();
        Look(() => looked.SetResult(true));
        return looked.Task;
    }

    public void Stop()
    {
        lock (_gate) _runs = false;
        _timer.Dispose();
    }

    public async Task<IGrainReminder> Register(Activation grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!grain.Identity.Class.IsRemindable) throw new InvalidOperationException($"{grain.Identity.Class.Type.Name} is not {nameof(IRemindable)}.");
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        if (period < PeriodMin) throw new ArgumentException($"A reminder's period is at least {PeriodMin}; for {period} take a timer.", nameof(period));
        var dueAt = _host.Time.GetUtcNow() + dueTime;
        await Store.Upsert(new StoredReminder(grain.Identity.ToString(), name, dueAt, period, dueAt));
        LookAt(dueAt);
        return new Reminder(name);
    }

    public Task Unregister(Activation grain, IGrainReminder reminder) => Store.Delete(grain.Identity.ToString(), ((Reminder)reminder).Name);

    public async Task<IGrainReminder?> Find(Activation grain, string name) => await Store.Find(grain.Identity.ToString(), name) is null ? null : new Reminder(name);

    // Sets the timer, unless it will look sooner anyway.
    private void LookAt(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_runs || at >= _nextLook) return;
            _nextLook = at;
            var wait = at - _host.Time.GetUtcNow();
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    private void Look(Action looked)
    {
        lock (_gate) _nextLook = DateTimeOffset.MaxValue;
        new LooseTurn("look", caller: null, LookNow, failure =>
        {
            if (failure is not null)
            {
                _host.Faulted("looking for due reminders", failure);
                LookAt(_host.Time.GetUtcNow() + LookAfterFailure);
            }
            looked();
        }).Start(_strand);
    }

    private async Task LookNow()
    {
        var now = _host.Time.GetUtcNow();
        var rows = await Store.Due(now + LookAhead, RemindersPerLook);
        var next = rows.Count < RemindersPerLook ? now + LookAhead : now + LookAfterFailure;
        foreach (var row in rows)
        {
            if (row.DueAt <= now) Tick(row);
            else if (row.DueAt < next) next = row.DueAt;
        }
        LookAt(next);
    }

    private void Tick(StoredReminder row)
    {
        var key = (row.Grain, row.Name);
        lock (_gate)
            if (!_underWay.Add(key))
                return;
        // A class that is gone may come back with the next version: its reminder is kept and goes on.
        if (GrainIdentity.Parse(_host.Catalogue, row.Grain) is not { Class.IsRemindable: true } target) Ticked(new InvalidOperationException("No such grain class."));
        else
        {
            _host.Post(target, new DeliveryTurn("reminder", interleaves: false, grain => ((IRemindable)grain.Instance).ReceiveReminder(row.Name, default), Ticked));
        }

        void Ticked(Exception? failure)
        {
            if (failure is not null) _host.Faulted($"{row.Grain}, reminder {row.Name}", failure);
            new LooseTurn("advance", caller: null, () => Store.Advance(row, NextTick(row)), advanced =>
            {
                if (advanced is not null) _host.Faulted($"setting the next tick of {row.Grain}, reminder {row.Name}", advanced);
                lock (_gate) _underWay.Remove(key);
                // Failed to advance, it is still due, and is looked for a little later.
                LookAt(advanced is null ? NextTick(row) : _host.Time.GetUtcNow() + LookAfterFailure);
            }).Start(_strand);
        }
    }

    // Ticks that were missed are not made up for one by one.
    private DateTimeOffset NextTick(StoredReminder row)
    {
        var missed = Math.Max(0, (_host.Time.GetUtcNow() - row.DueAt).Ticks / row.Period.Ticks);
        return row.DueAt + (missed + 1) * row.Period;
    }

    private sealed record Reminder(string Name) : IGrainReminder;
}
