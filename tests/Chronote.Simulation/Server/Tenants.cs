using Chronote.Domain;

namespace Chronote.Simulation.Server;

/// <summary>Two who must never hear of each other.</summary>
internal static class Tenants
{
    public static readonly TenantId Ours = new("ours");
    public static readonly TenantId Theirs = new("theirs");

    public static IReadOnlyList<TenantId> Both { get; } = [Ours, Theirs];
}
