using Chronote.Grains;
using Chronote.Grains.Tracks;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Chronote.Silo.Host;

/// <summary>The grains in this process, on Microsoft Orleans: one silo that is its own cluster.</summary>
internal static class GrainHosting
{
    public const string Name = "orleans";

    /// <summary>Other silos may be at work on what is claimed; a claim ends with its lease.</summary>
    public static bool IsAlone => false;

    // What one grain keeps waiting, as on the embedded host; by default there is no limit.
    private const int MailboxTurnsMax = 10_000;

    // Callers are in this process: no door for clients from outside, who would need no key.
    private const int NoGateway = 0;

    public static void AddGrains(WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        // Advice on the garbage collector, which is chosen on purpose; and stalls as old as the machine, seen before the first measurement.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        silo.UseLocalhostClustering(gatewayPort: NoGateway);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = MailboxTurnsMax);
        silo.AddMemoryStreams(ChunkStream.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryGrainStorageAsDefault();
        silo.UseInMemoryReminderService();
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("Chronote", StringComparison.Ordinal) == true, GrainJson.Options));
    });
}
