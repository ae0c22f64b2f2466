using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Chronote.Kernel;

public sealed class EmbeddedHostOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public IReadOnlyList<Assembly> Assemblies { get; set; } = [];

    /// <summary>How arguments and results cross a call.</summary>
    public JsonSerializerOptions Json { get; set; } = JsonSerializerOptions.Web;

    /// <summary>How long a caller waits for an answer. Default 30 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a turn a grain is forgotten. Default 15 min.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many calls may wait at one grain. Default 10,000.</summary>
    public int MailboxTurnsMax { get; set; } = 10_000;
}

public static class EmbeddedHosting
{
    public static IServiceCollection AddEmbeddedHost(this IServiceCollection services, Action<EmbeddedHostOptions> configure)
    {
        var options = new EmbeddedHostOptions();
        configure(options);
        services.AddSingleton(options);
        services.AddSingleton<EmbeddedHost>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedHost>());
        services.AddHostedService(provider => provider.GetRequiredService<EmbeddedHost>());
        return services;
    }
}
