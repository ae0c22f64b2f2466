using System.Reflection;

namespace Chronote.Kernel;

/// <summary>Which class serves an interface, and which classes want a stream.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<Type, Type> _byInterface = [];
    private readonly Dictionary<string, List<Type>> _byStream = new(StringComparer.Ordinal);

    public GrainClasses(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => !type.IsAbstract && typeof(Grain).IsAssignableFrom(type)))
        {
            foreach (var served in type.GetInterfaces().Where(served => typeof(IGrainWithStringKey).IsAssignableFrom(served) && served != typeof(IGrainWithStringKey)))
                _byInterface.TryAdd(served, type);
            foreach (var wanted in type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>())
            {
                if (!_byStream.TryGetValue(wanted.StreamNamespace, out var classes)) _byStream.Add(wanted.StreamNamespace, classes = []);
                classes.Add(type);
            }
        }
    }

    public Type Of(Type grainInterface) => _byInterface.TryGetValue(grainInterface, out var type)
        ? type
        : throw new ArgumentException($"No grain class implements {grainInterface.Name}.");

    public IReadOnlyList<Type> Subscribers(string streamNamespace) => _byStream.TryGetValue(streamNamespace, out var classes) ? classes : [];
}
