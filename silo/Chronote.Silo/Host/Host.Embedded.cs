using Chronote.Grains;
using Chronote.Grains.Meetings;
using Chronote.Kernel.Reminders;
using Chronote.Kernel.State;
using Chronote.Silo.Settings;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Host;

/// <summary>The grains in this process, on the embedded host.</summary>
internal static class GrainHosting
{
    public const string Name = "embedded";

    /// <summary>Whether several servers with these settings may work together. This host never becomes distributed.</summary>
    public static bool Clusters(SiloSettings settings) => false;

    public static void AddGrains(WebApplicationBuilder builder, SiloSettings settings)
    {
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
    public static Task Prepare(IServiceProvider services) => AbandonedWork.End(services);
}
