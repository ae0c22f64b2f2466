using Microsoft.Extensions.DependencyInjection;

namespace Chronote.Gateway.Tests.World;

/// <summary>Puts a server on a clock the test moves.</summary>
internal static class HostClock
{
    public static void Use(IServiceCollection services, ManualTime clock) => services.AddSingleton<TimeProvider>(clock);
}
