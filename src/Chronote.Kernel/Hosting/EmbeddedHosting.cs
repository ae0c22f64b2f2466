using Chronote.Kernel;
using Chronote.Kernel.Hosting;
using Chronote.Kernel.Reminders;
using Chronote.Kernel.State;
using Chronote.Kernel.Turns;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static class EmbeddedHosting
{
    /// <summary>
    /// Hosts grains in this process. Gives an <see cref="IGrainFactory"/> and a hosted service which drains at the end. Grains' time is the
    /// <see cref="TimeProvider"/> of the services; state and reminders live in memory unless a store is registered.
    /// </summary>
    public static IServiceCollection AddEmbeddedHost(this IServiceCollection services, Action<EmbeddedHostOptions> configure)
    {
        var options = new EmbeddedHostOptions();
        configure(options);
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReminderStore, MemoryReminderStore>();
        services.TryAddSingleton<IGrainStateStore, MemoryGrainStateStore>();
        services.TryAddSingleton(CompletionSources.ForProduction());
        services.AddSingleton(provider => new GrainHost(
            provider, options, new PoolDispatcher(), provider.GetRequiredService<CompletionSources>(), provider.GetRequiredService<TimeProvider>(), options.HousekeepingTime));
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainHost>());
        services.AddHostedService(provider => new EmbeddedHost(provider.GetRequiredService<GrainHost>()));
        return services;
    }
}
