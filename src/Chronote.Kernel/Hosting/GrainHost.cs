using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chronote.Kernel.Hosting;

/// <summary>The grains of one process lifetime: finds or makes activations and brings turns to them. The same in production and in simulation.</summary>
internal sealed partial class GrainHost : IGrainFactory
{
    private readonly ConcurrentDictionary<GrainIdentity, Activation> _activations = new();
    private readonly ILogger _log;
    private readonly ITimer _collector;
    private volatile TaskCompletionSource<bool>? _drained;

    public GrainHost(IServiceProvider services, EmbeddedHostOptions options, IDispatcher dispatcher, CompletionSources completions, TimeProvider time, TimeProvider housekeepingTime)
    {
        (Services, Options, Dispatcher, Completions) = (services, options, dispatcher, completions);
        (Time, HousekeepingTime) = (time, housekeepingTime);
        Catalogue = options.Catalogue ?? GrainCatalogue.Of(options.Assemblies);
        Isolation = new Isolation(options.Json);
        Outstanding = new OutstandingCalls(time, options.ResponseTimeout);
        Streams = new StreamLanes(this);
        Reminders = new ReminderWheel(this, services.GetRequiredService<IReminderStore>());
        Scopes = services.GetRequiredService<IServiceScopeFactory>();
        States = services.GetRequiredService<IGrainStateStore>();
        _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Chronote.Kernel");
        _collector = HousekeepingTime.CreateTimer(_ => CollectIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IServiceProvider Services { get; }

    public EmbeddedHostOptions Options { get; }

    public IDispatcher Dispatcher { get; }

    public CompletionSources Completions { get; }

    /// <summary>The grains' time: timers, reminders, answers.</summary>
    public TimeProvider Time { get; }

    /// <summary>The host's own time: idle collection, deadlines of activation.</summary>
    public TimeProvider HousekeepingTime { get; }

    public GrainCatalogue Catalogue { get; }

    public Isolation Isolation { get; }

    public OutstandingCalls Outstanding { get; }

    public StreamLanes Streams { get; }

    public ReminderWheel Reminders { get; }

    public IServiceScopeFactory Scopes { get; }

    public IGrainStateStore States { get; }

    /// <summary>Hears of every failure that nobody awaits, beside the log.</summary>
    public Action<string, Exception> OnFault { get; init; } = static (_, _) => { };

    /// <summary>How often an event published now reaches each subscriber. Elsewhere than here streams lose and double events.</summary>
    public Func<int> EventCopies { get; init; } = static () => 1;

    /// <summary>Before how long a subscriber hears of the next event. Elsewhere than here consumers stand still.</summary>
    public Func<TimeSpan> EventsWait { get; init; } = static () => TimeSpan.Zero;

    /// <summary>Which activation a turn meets. Elsewhere than here a grain may have two of them for a while.</summary>
    public Func<Activation, Activation> Choose { get; init; } = static only => only;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return GrainReference.To<TGrainInterface>(this, new GrainIdentity(Catalogue.Serving(typeof(TGrainInterface), grainClassNamePrefix), primaryKey));
    }

    public Task Start()
    {
        _collector.Change(Options.CollectEvery, Options.CollectEvery);
        foreach (var forgetful in Catalogue.Classes.Where(made => made.HasState && States is MemoryGrainStateStore || made.IsRemindable && Reminders.Store is MemoryReminderStore))
            LogForgetful(_log, forgetful.Name);
        return Reminders.Start();
    }

    /// <summary>Sends a call on its way. Never throws: what goes wrong is the call's answer.</summary>
    public void Send(CallTurn call)
    {
        if (_drained is not null && call.Caller is null)
        {
            call.Refuse(new InvalidOperationException("The grain host is stopping and takes no calls from outside."));
            return;
        }
        Outstanding.Add(call);
        Post(call.Target, call);
    }

    /// <summary>Brings a turn to its grain's live activation, or to a new one. A turn that can't wait there is refused.</summary>
    public void Post(GrainIdentity target, ActivationTurn turn)
    {
        try
        {
            while (true)
            {
                var activation = Choose(_activations.GetOrAdd(target, static (target, host) => new Activation(host, target), this));
                if (activation.Post(turn))
                {
                    if (_drained is not null) EndWithHost(activation);
                    return;
                }
                Forget(activation);
            }
        }
        catch (Exception failure)
        {
            turn.Refuse(failure);
        }
    }

    public void Forget(Activation activation)
    {
        _activations.TryRemove(KeyValuePair.Create(activation.Identity, activation));
        if (_activations.IsEmpty) _drained?.TrySetResult(true);
    }

    /// <summary>Where a failure goes that nobody awaits. Nothing may fail unseen.</summary>
    public void Faulted(string what, Exception failure)
    {
        LogFaulted(_log, what, failure);
        OnFault(what, failure);
    }

    /// <summary>Takes no more calls from outside, serves those that wait, ends every activation.</summary>
    /// <param name="patience">After this the rest is abandoned, as in a crash.</param>
    public async Task Drain(CancellationToken patience)
    {
        _drained = Completions.Create<bool>();
        await _collector.DisposeAsync();
        Reminders.Stop();
        foreach (var activation in _activations.Values) EndWithHost(activation);
        if (_activations.IsEmpty) return;
        try
        {
            await _drained.Task.WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            LogAbandoned(_log, _activations.Count);
        }
    }

    /// <summary>Every activation that runs or waits for something, in the order of their names.</summary>
    public IReadOnlyList<string> Busy() => [.. _activations.Values.Select(activation => activation.Busy()).OfType<string>().Order(StringComparer.Ordinal)];

    private static void EndWithHost(Activation activation) => activation.End(servesWhatWaits: true);

    private void CollectIdle()
    {
        var since = HousekeepingTime.GetUtcNow() - Options.IdleTime;
        // By name, because in simulation the order of ends is part of the trace.
        foreach (var activation in _activations.Values.OrderBy(activation => activation.Name, StringComparer.Ordinal)) activation.EndIfIdle(since);
    }
}
