using System.Collections;

namespace Chronote.Golden;

/// <summary>The types of some values and of all they hold.</summary>
internal sealed class SeenTypes
{
    private readonly HashSet<Type> _types = [];

    public SeenTypes(IEnumerable<object> values)
    {
        foreach (var value in values) See(value);
    }

    public bool Holds(Type type) => _types.Contains(type);

    private void See(object? value)
    {
        if (value is null) return;
        _types.Add(value.GetType());
        if (value is IEnumerable elements and not string)
        {
            foreach (var element in elements) See(element);
            return;
        }
        if (value.GetType().Namespace?.StartsWith("Chronote", StringComparison.Ordinal) != true) return;
        foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0)) See(property.GetValue(value));
    }
}
