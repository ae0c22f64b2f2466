using System.Collections.Frozen;
using System.Reflection;

namespace Chronote.Kernel.Catalogue;

/// <summary>The grain classes of some assemblies, looked at once. Never changes; many hosts may share it.</summary>
public sealed class GrainCatalogue
{
    private readonly FrozenDictionary<string, GrainClass> _byName;
    private readonly FrozenDictionary<Type, GrainClass[]> _byInterface;
    private readonly FrozenDictionary<string, GrainClass[]> _byStream;
    private readonly FrozenDictionary<MethodInfo, GrainMethod> _methods;

    private GrainCatalogue(GrainClass[] classes)
    {
        // Ordered by name, so that what is brought to several classes is brought in an order that never changes.
        Classes = [.. classes.OrderBy(made => made.Name, StringComparer.Ordinal)];
        if (Classes.GroupBy(made => made.Name, StringComparer.Ordinal).FirstOrDefault(named => named.Count() > 1) is { } twins)
            throw new ArgumentException($"Two grain classes would be stored under the name {twins.Key}: {string.Join(", ", twins.Select(twin => twin.Type.FullName))}.");
        _byName = Classes.ToFrozenDictionary(made => made.Name, StringComparer.Ordinal);
        _byInterface = Classes.SelectMany(made => made.Interfaces, (made, served) => (made, served))
            .GroupBy(pair => pair.served, pair => pair.made).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _byStream = Classes.SelectMany(made => made.StreamNamespaces, (made, wanted) => (made, wanted))
            .GroupBy(pair => pair.wanted, pair => pair.made, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _methods = _byInterface.Keys.SelectMany(served => served.GetMethods()).Distinct().ToFrozenDictionary(method => method, GrainMethod.Of);
    }

    internal IReadOnlyList<GrainClass> Classes { get; }

    /// <exception cref="ArgumentException">A grain interface or class is not one this host can serve; the message says which and why.</exception>
    public static GrainCatalogue Of(params IEnumerable<Assembly> assemblies) =>
        new([.. assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsAbstract && typeof(Grain).IsAssignableFrom(type)).Select(type => new GrainClass(type))]);

    internal GrainClass Serving(Type grainInterface, string? classPrefix)
    {
        var candidates = _byInterface.GetValueOrDefault(grainInterface, []);
        if (classPrefix is not null) candidates = [.. candidates.Where(made => made.Type.FullName!.StartsWith(classPrefix, StringComparison.Ordinal))];
        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"No grain class implements {grainInterface.Name}."),
            _ => throw new ArgumentException($"{grainInterface.Name} is implemented by several grain classes: {string.Join(", ", candidates.Select(made => made.Type.Name))}."),
        };
    }

    internal GrainClass? Named(string name) => _byName.GetValueOrDefault(name);

    internal IReadOnlyList<GrainClass> Subscribers(string? streamNamespace) => _byStream.GetValueOrDefault(streamNamespace ?? "", []);

    internal GrainMethod Method(MethodInfo method) => _methods[method];
}
