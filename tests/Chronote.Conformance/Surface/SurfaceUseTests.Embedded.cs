using System.Reflection;
using Chronote.Grains.Meetings;

namespace Chronote.Conformance.Surface;

/// <summary>The host shows exactly what grains use today, and each of it is held to Orleans' behaviour.</summary>
public sealed class SurfaceUseTests
{
    [Fact]
    public void Each_line_of_the_surface_has_a_user_in_the_grains() => Unused(typeof(MeetingGrain).Assembly).ShouldBeEmpty();

    [Fact]
    public void Each_line_of_the_surface_has_a_behaviour_here() => Unused(typeof(SurfaceUseTests).Assembly).ShouldBeEmpty();

    private static IReadOnlyList<string> Unused(Assembly users)
    {
        var uses = SurfaceUses.Of(users);
        return
        [
            .. typeof(Grain).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Grain).Namespace)
                .SelectMany(type => SurfacePrinter.Shown(type).Where(shown => !IsUsed(uses, type, shown.Member)).Select(shown => shown.Line)),
        ];
    }

    private static bool IsUsed(SurfaceUses uses, Type type, MemberInfo? member) => member switch
    {
        PropertyInfo property => new[] { property.GetMethod, property.SetMethod }.Any(accessor => accessor is not null && IsUsed(uses, type, accessor)),
        MethodBase method => uses.Uses(Name(type), method.Name, method.GetParameters().Length, isServed: type.IsInterface || method.IsVirtual),
        _ => uses.Names(Name(type)),
    };

    private static string Name(Type type) => type.Name.Contains('`') ? type.Name[..type.Name.IndexOf('`')] : type.Name;
}
