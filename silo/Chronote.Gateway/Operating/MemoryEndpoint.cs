using Chronote.Domain.Ports;
using Chronote.Gateway.Keys;
using Chronote.Wire;

namespace Chronote.Gateway.Operating;

/// <summary>What the process holds in memory, for an operator who wants to see whether it stays flat (P-65).</summary>
internal static class MemoryEndpoint
{
    public static void Map(RouteGroupBuilder admin) =>
        admin.MapGet("/memory", Look).Needs(KeyScope.Admin, "What the process holds in memory (P-65)").Produces<MemoryView>();

    private static IResult Look(IMemoryFigures memory, bool collect = false)
    {
        if (collect) Collect();
        return Results.Json(memory.Now(), WireJson.Default.MemoryView);
    }

    // The second collection takes what finalisers of the first let go of.
    private static void Collect()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
    }
}

/// <summary>Reads the process's memory.</summary>
public interface IMemoryFigures
{
    MemoryView Now();
}
