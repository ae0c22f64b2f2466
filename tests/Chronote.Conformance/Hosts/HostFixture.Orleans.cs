using Chronote.Kernel.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Reminders;
using Orleans.Serialization;
using Orleans.TestingHost;

namespace Chronote.Conformance.Hosts;

/// <summary>The grains of this assembly on an in-process cluster of one silo.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private readonly MemoryReminderTable _reminders = new();
    private InProcessTestCluster _cluster = null!;
    private ITimer _pendulum = null!;

    public Stage Stage { get; } = new();

    /// <summary>
    /// The grains' clock: timers, reminders, and the agents that pull streams. For those it also goes by itself. The silo's own loops run on real time.
    /// </summary>
    public ManualTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains => _cluster.Client;

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        // Reminders belong to a service, not to a cluster: a restarted host is the same service.
        builder.Options.ServiceId = nameof(HostFixture);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(Stage);
            silo.Services.AddScoped<Life>();
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Clock);
            silo.Services.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = Suite.MailboxTurnsMax);
            silo.AddMemoryGrainStorage(Suite.Store);
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(Suite.StreamProvider);
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable>(_reminders);
            AddJson(silo.Services);
        });
        builder.ConfigureClient(client => AddJson(client.Services));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        _pendulum = TimeProvider.System.CreateTimer(_ => Clock.Advance(Beat), null, Beat, Beat);
    }

    public async Task DisposeAsync()
    {
        await _pendulum.DisposeAsync();
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    /// <summary>Ends the cluster and starts another one on the same reminders.</summary>
    public async Task Restart()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Collects every grain that has nothing to do.</summary>
    public Task CollectIdle() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private static void AddJson(IServiceCollection services) => services.AddSerializer(serializer =>
        serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("Chronote.", StringComparison.Ordinal) == true));
}
