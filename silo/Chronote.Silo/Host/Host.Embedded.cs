using Chronote.Grains;
using Chronote.Grains.Meetings;
using Chronote.Kernel.Reminders;
using Chronote.Kernel.State;
using Chronote.Silo.Loops;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;

namespace Chronote.Silo.Host;

/// <summary>The grains in this process, on the embedded host.</summary>
internal static class GrainHosting
{
    public const string Name = "embedded";

    /// <summary>Whether several servers with these settings may work together. This host never becomes distributed.</summary>
    public static bool Clusters(SiloSettings settings) => false;

    public static void AddGrains(WebApplicationBuilder builder, SiloSettings settings)
    {
        if (settings.Database is { Length: > 0 })
        {
            builder.Services.AddSingleton(services => new LoneServer(services.GetRequiredService<PostgresDatabase>(), $"{Environment.MachineName}:{Path.GetFullPath(settings.DataFolder)}"));
            builder.Services.AddHostedService<LoneServerLoop>();
        }
        builder.Services.AddSingleton<SqlHostStates>();
        builder.Services.AddSingleton<SqlReminders>();
        builder.Services.AddSingleton<IGrainStateStore, SqlGrainStateStore>();
        builder.Services.AddSingleton<IReminderStore, SqlReminderStore>();
        builder.Services.AddEmbeddedHost(options =>
        {
            options.Assemblies = [typeof(MeetingGrain).Assembly];
            options.Json = GrainJson.Options;
        });
    }

    /// <summary>What has to be done once the database is open, before the grains work.</summary>
    /// <exception cref="GrainHostException">Other servers are at work on the database: what they have claimed is not abandoned.</exception>
    public static async Task Prepare(IServiceProvider services)
    {
        if (services.GetService<PostgresDatabase>() is { } database && await ClusterMembers.Alive(database) is > 0 and var alive)
            throw new GrainHostException($"A cluster of {alive} servers (--host orleans) works on this database. Stop it and wait ten seconds, or start this server with --host orleans, too.");
        if (services.GetService<LoneServer>() is { } lone) await Take(lone, services.GetRequiredService<TimeProvider>());
        await AbandonedWork.End(services);
    }

    // One that died elsewhere, on a machine that is lost, is waited for.
    private static async Task Take(LoneServer lone, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (await lone.Take() is { } holder)
        {
            if (time.GetElapsedTime(began) > LoneServer.StaleAfter + LoneServer.RenewEvery)
                throw new GrainHostException($"Another server works on this database: {holder}. Stop it, or run several as a cluster with --host orleans.");
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }
    }
}
