using System.Reflection;
using Chronote.Grains.Meetings;
using Chronote.Kernel.Catalogue;
using Chronote.Simulation.Server;
using Chronote.Storage.Sql.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Chronote.Simulation.Running;

/// <summary>What reflection has to find out only once for all runs of a process. Nothing of a run is in it.</summary>
internal sealed class Kinds
{
    public Kinds() => EndPruning();

    public GrainCatalogue Grains { get; } = GrainCatalogue.Of(typeof(MeetingGrain).Assembly);

    public PortShapes Ports { get; } = new();

    // The database library looks twice a minute for pooled connections to close, on the thread pool, where a simulation must leave nothing to do. Here
    // no connection is pooled. There is no switch for it.
    private static void EndPruning()
    {
        SqliteNative.Use();
        // A connection of one thread needs no lock. Refused, and no harm done, when the library is in use already.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
        const BindingFlags any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var factory = typeof(SqliteConnection).Assembly.GetType("Microsoft.Data.Sqlite.SqliteConnectionFactory");
        if (factory?.GetField("Instance", any)?.GetValue(null) is not { } instance) return;
        foreach (var field in factory.GetFields(any))
            if (field.FieldType == typeof(Timer)) ((Timer?)field.GetValue(field.IsStatic ? null : instance))?.Dispose();
    }
}
