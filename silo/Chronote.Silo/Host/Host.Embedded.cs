using Chronote.Grains;
using Chronote.Grains.Meetings;
using Chronote.Kernel.Reminders;
using Chronote.Kernel.State;
using Chronote.Storage.Sql;

namespace Chronote.Silo.Host;

/// <summary>The grains in this process, on the embedded host.</summary>
internal static class GrainHosting
{
    public const string Name = "embedded";

    /// <summary>The data folder has one server at a time: whatever another one had claimed, nobody works on any more.</summary>
    public static bool IsAlone => true;

    public static void AddGrains(WebApplicationBuilder builder)
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
}
