using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Gateway.Tests.World;

/// <summary>Puts a server on a clock the test moves: the grains, their timers and reminders. The silo's own loops and the patience of its calls stay in real time.</summary>
internal static class HostClock
{
    public static void Use(IServiceCollection services, ManualTime clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, TimeProvider.System);
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, clock);
        services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, clock);
    }
}
