using System.Reflection;

namespace Chronote.Conformance.Surface;

/// <summary>Prints what of a type others may use: one line for the type, one for each base it shares, one for each member.</summary>
public static class SurfacePrinter
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Lines(Type type) => Shown(type).Select(shown => shown.Line);

    /// <summary>The lines, each with the member that it prints; null for what is said of the type itself.</summary>
    public static IEnumerable<(string Line, MemberInfo? Member)> Shown(Type type)
    {
        var name = Name(type);
        yield return ($"{Kind(type)} {name}", null);
        foreach (var served in type.GetInterfaces()) yield return ($"{name} : {Name(served)}", null);
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetValues(type)) yield return ($"{name}.{value} = {Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)}", null);
            yield break;
        }
        // A host's interface may declare a member or inherit it from another: who calls it can't tell. What .NET declares is named by its base alone.
        var declaring = type.IsInterface ? type.GetInterfaces().Where(served => served.Assembly != typeof(object).Assembly).Prepend(type) : [type];
        foreach (var member in declaring.SelectMany(declared => declared.GetMembers(Declared)))
            if (Print(member) is { } printed)
                yield return ($"{name}.{printed}", member);
    }

    private static string Kind(Type type) =>
        type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static string? Print(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } made when IsVisible(made) => $"{Access(made)}constructor({Parameters(made)})",
        PropertyInfo property when property.GetMethod is { } getter && IsVisible(getter) =>
            $"{Access(getter)}{property.Name}: {Name(property.PropertyType)}{(property.SetMethod is { } setter && IsVisible(setter) ? " settable" : "")}",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) && method.GetBaseDefinition().DeclaringType != typeof(object) && !method.Name.Contains('.') =>
            $"{Access(method)}{(IsOverridable(method) ? "virtual " : "")}{method.Name}{Arguments(method)}({Parameters(method)}): {Name(method.ReturnType)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOverridable(MethodInfo method) => method is { IsVirtual: true, IsFinal: false, DeclaringType.IsInterface: false };

    private static string Access(MethodBase method) => (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "");

    private static string Arguments(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) => parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "";

    private static string Name(Type type)
    {
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return Name(value) + "?";
        return type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }
}
