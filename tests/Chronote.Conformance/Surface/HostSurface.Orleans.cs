using System.Reflection;

namespace Chronote.Conformance.Surface;

/// <summary>What Orleans shows to grains, as far as it is approved. The rest of it is not used here.</summary>
public static class HostSurface
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(Grain).Assembly, typeof(IPersistentState<>).Assembly, typeof(IRemindable).Assembly,
        typeof(IAsyncObserver<>).Assembly, typeof(AliasAttribute).Assembly,
    ];

    public static IReadOnlyList<string> Lines(IReadOnlyCollection<string> approved) =>
    [
        .. Assemblies.Distinct().SelectMany(assembly => assembly.GetExportedTypes()).SelectMany(SurfacePrinter.Lines)
            .Where(approved.Contains).Distinct().Order(StringComparer.Ordinal),
    ];
}
