namespace Chronote.Conformance.Surface;

/// <summary>What the embedded host shows to grains: all of it must be approved, and nothing else.</summary>
public static class HostSurface
{
    public static IReadOnlyList<string> Lines(IReadOnlyCollection<string> approved) =>
    [
        .. typeof(Grain).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Grain).Namespace).SelectMany(SurfacePrinter.Lines)
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
