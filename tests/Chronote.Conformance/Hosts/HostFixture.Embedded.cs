using Chronote.Conformance.Stores;
using Chronote.Kernel.Simulation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Conformance.Hosts;

/// <summary>The grains of this assembly on the embedded host.</summary>
public sealed class HostFixture : IAsyncLifetime
{
    private readonly ManualTimeProvider _housekeeping = new(DateTimeOffset.UnixEpoch);
    private readonly StoresUnderTest _stores;
    private ServiceProvider _services = null!;

    public HostFixture()
        : this(new MemoryStores())
    {
    }

    internal HostFixture(StoresUnderTest stores) => _stores = stores;

    public Stage Stage { get; } = new();

    /// <summary>The grains' clock: timers and reminders.</summary>
    public ManualTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton(Stage)
            .AddScoped<Life>()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(_stores.Reminders)
            .AddSingleton(_stores.States)
            .AddEmbeddedHost(options =>
            {
                options.Assemblies = [typeof(HostFixture).Assembly];
                options.MailboxTurnsMax = Suite.MailboxTurnsMax;
                options.HousekeepingTime = _housekeeping;
            })
            .BuildServiceProvider();
        foreach (var hosted in _services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>()) await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    /// <summary>Ends the host and starts another one on the same stores.</summary>
    public async Task Restart()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>Lets the host look for idle grains after all of them have been idle for long.</summary>
    public Task CollectIdle()
    {
        _housekeeping.Advance(TimeSpan.FromMinutes(20));
        return Task.CompletedTask;
    }
}
