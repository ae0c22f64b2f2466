using Chronote.Grains;
using Chronote.Grains.Tracks;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql.Postgres;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Chronote.Silo.Host;

/// <summary>The grains on Microsoft Orleans: this process is a silo of the cluster of its PostgreSQL database, or with SQLite a cluster of its own.</summary>
internal static class GrainHosting
{
    public const string Name = "orleans";

    /// <summary>Whether several servers with these settings may work together; what one of them has claimed is then free when its lease ends, not before.</summary>
    public static bool Clusters(SiloSettings settings) => settings.Database is { Length: > 0 };

    // Reminders and states belong to whoever has the database, whatever the cluster that works on it is called.
    private const string Service = "chronote";

    // What one grain keeps waiting, as on the embedded host; by default there is no limit.
    private const int MailboxTurnsMax = 10_000;

    // Members, reminders and plain states are read and written seldom; they must not take the connections that chunks need.
    private const int ClusterConnectionsMax = 4;

    // Callers are in this process: no door for clients from outside, who would need no key.
    private const int NoGateway = 0;

    public static void AddGrains(WebApplicationBuilder builder, SiloSettings settings) => builder.UseOrleans(silo =>
    {
        // Advice on the garbage collector, which is chosen on purpose; and stalls as old as the machine, seen before the first measurement.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        if (settings.Database is { Length: > 0 } database) AddCluster(silo, PostgresConnection.Of(database, ClusterConnectionsMax));
        else AddAlone(silo);
        silo.Services.AddSingleton<ClusterPlace>();
        silo.Services.AddOptions<Orleans.Configuration.ClusterOptions>().Configure<ClusterPlace>((cluster, place) => (cluster.ServiceId, cluster.ClusterId) = (Service, place.Cluster));
        silo.Services.AddOptions<EndpointOptions>().Configure<ClusterPlace>((endpoint, place) =>
            (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (place.Address, place.Port, NoGateway));
        AddLimits(silo);
        silo.AddMemoryStreams(ChunkStream.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
            type => type.Namespace?.StartsWith("Chronote", StringComparison.Ordinal) == true, GrainJson.Options));
    });

    /// <summary>What has to be done once the database is open, before the grains work.</summary>
    /// <exception cref="GrainHostException">A server without a cluster is at work on the database.</exception>
    public static async Task Prepare(IServiceProvider services)
    {
        if (services.GetService<PostgresDatabase>() is { } database && await LoneServer.Holder(database) is { } holder)
            throw new GrainHostException($"A server without --host orleans works on this database: {holder}. Stop it and wait ten seconds.");
        await services.GetRequiredService<ClusterPlace>().Take();
        if (!Clusters(services.GetRequiredService<SiloSettings>())) await AbandonedWork.End(services);
    }

    private static void AddCluster(ISiloBuilder silo, string connection)
    {
        const string provider = "Npgsql";
        silo.UseAdoNetClustering(members => (members.Invariant, members.ConnectionString) = (provider, connection));
        silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (provider, connection));
        silo.AddAdoNetGrainStorageAsDefault(states =>
            (states.Invariant, states.ConnectionString, states.GrainStorageSerializer) = (provider, connection, new StateJson()));
        silo.Configure<ClusterMembershipOptions>(Membership.Tune);
    }

    private static void AddAlone(ISiloBuilder silo)
    {
        silo.UseDevelopmentClustering(primarySiloEndpoint: null);
        silo.AddMemoryGrainStorageAsDefault();
        silo.UseInMemoryReminderService();
    }

    private static void AddLimits(ISiloBuilder silo)
    {
        silo.Configure<SiloMessagingOptions>(messaging =>
            (messaging.MaxEnqueuedRequestsHardLimit, messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker) = (MailboxTurnsMax, MailboxTurnsMax));
        // Grains hold nothing that rows don't: under pressure of memory the idle ones go first, before anything else suffers.
        silo.Configure<GrainCollectionOptions>(idle => idle.EnableActivationSheddingOnMemoryPressure = true);
        // A silo short of memory gets no new grains while another one isn't. Busy processors are weighed where a grain is placed, and shut none out: were all
        // of them busy, as on a small machine, everything would go to one. Requests are bounded at the edge, by bytes and by credit.
        silo.Configure<LoadSheddingOptions>(load => (load.LoadSheddingEnabled, load.CpuThreshold, load.MemoryThreshold) = (true, CpuPercentMax, MemoryPercentMax));
    }

    private const int CpuPercentMax = 100;
    private const int MemoryPercentMax = 90;
}
