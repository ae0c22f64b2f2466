namespace Chronote.Kernel.Catalogue;

/// <summary>Which grain: <c>meeting/01J…</c>. The same text names it in the stores.</summary>
internal readonly record struct GrainIdentity(GrainClass Class, string Key)
{
    public override string ToString() => $"{Class.Name}/{Key}";

    /// <summary>Null when no class of the catalogue has that name (any more).</summary>
    public static GrainIdentity? Parse(GrainCatalogue catalogue, string text) =>
        text.Split('/', 2) is [var name, var key] && catalogue.Named(name) is { } found ? new GrainIdentity(found, key) : null;
}
