using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Chronote.Kernel;

/// <summary>The single-node grain host. It never becomes distributed.</summary>
internal sealed partial class EmbeddedHost(IServiceProvider services, EmbeddedHostOptions options, TimeProvider time, ILogger<EmbeddedHost> log)
    : BackgroundService, IGrainFactory
{
    private static readonly TimeSpan CollectEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<GrainIdentity, Activation> _activations = new();
    private readonly GrainClasses _classes = new(options.Assemblies);

    public IServiceProvider Services => services;
    public EmbeddedHostOptions Options => options;
    public TimeProvider Time => time;
    public IDispatcher Dispatcher { get; } = new PoolDispatcher();
    public GrainClasses Classes => _classes;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        GrainReference.Make<TGrainInterface>(this, new GrainIdentity(_classes.Of(typeof(TGrainInterface)), primaryKey));

    public async Task<object?> Call(GrainIdentity id, MethodInfo method, TurnKind kind, object?[] arguments, Func<Grain, object?[], Task<object?>> invoke)
    {
        var parameters = method.GetParameters();
        var isolated = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++) isolated[i] = Isolate(arguments[i], parameters[i].ParameterType);
        var turn = Post(id, activation => new Turn(() => invoke(activation.Instance, isolated), kind, method.Name) { IsAwaited = true });
        // No answer in time means unknown: the turn may still run.
        return await turn.Answer.WaitAsync(options.ResponseTimeout, time);
    }

    /// <summary>Posts to the live activation, or to a new one when that has just ended.</summary>
    public Turn Post(GrainIdentity id, Func<Activation, Turn> make)
    {
        while (true)
        {
            var activation = _activations.GetOrAdd(id, static (id, host) => new Activation(host, id), this);
            var turn = make(activation);
            if (activation.Post(turn)) return turn;
            Forget(activation);
        }
    }

    /// <summary>A copy, as if it had crossed a wire: caller and grain never share what can change.</summary>
    public object? Isolate(object? value, Type type)
    {
        if (value is null or string or CancellationToken || type.IsPrimitive || type.IsEnum) return value;
        return JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, type, options.Json), type, options.Json);
    }

    public Grain Make(Activation activation) => (Grain)ActivatorUtilities.CreateInstance(services, activation.Id.Class);

    public void Forget(Activation activation) => _activations.TryRemove(KeyValuePair.Create(activation.Id, activation));

    public void TurnFailed(Activation activation, Turn turn, Exception failure)
    {
        if (!turn.IsAwaited) LogTurnFailed(log, activation.Id.ToString(), turn.Name, failure);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CollectEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var activation in _activations.Values) activation.EndIfIdle(time.GetUtcNow() - options.IdleTime);
    }
}
