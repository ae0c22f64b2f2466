using Chronote.Grains;
using Chronote.Grains.Tracks;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Chronote.Silo.Host;

/// <summary>The grains in this process, on Microsoft Orleans: one silo that is its own cluster.</summary>
internal static class GrainHosting
{
    public const string Name = "orleans";

    /// <summary>Other silos may be at work on what is claimed; a claim ends with its lease.</summary>
    public static bool IsAlone => false;

    public static void AddGrains(WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering();
        silo.AddMemoryStreams(ChunkStream.Provider);
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.UseInMemoryReminderService();
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("Chronote", StringComparison.Ordinal) == true, GrainJson.Options));
    });
}
