using System.Collections;
using System.Globalization;

namespace Chronote.Domain.Tests;

/// <summary>Writes a decision on one line, instants as distance from <see cref="Given.Noon"/>, so that a case of a table is one line.</summary>
internal static class Shown
{
    public static string Decision<TEvent, TEffect>(Decision<TEvent, TEffect> decision)
    {
        if (decision.Refused is { } refused) return $"refused {refused.Code}";
        IEnumerable<object?> parts = [.. decision.Events.Cast<object?>(), .. decision.Effects.Cast<object?>()];
        return parts.Any() ? string.Join(" + ", parts.Select(Value)) : "nothing";
    }

    /// <summary>A record as <c>Name(value, …)</c> in the order of its constructor.</summary>
    public static string Value(object? value) => value switch
    {
        null => "none",
        bool flag => flag ? "yes" : "no",
        string text => text,
        DateTimeOffset at => Spans.Print(at - Given.Noon),
        TimeSpan span => Spans.Print(span),
        IFormattable plain => plain.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable many => $"[{string.Join(", ", many.Cast<object?>().Select(Value))}]",
        _ => Record(value),
    };

    private static string Record(object record)
    {
        var type = record.GetType();
        // A record has a second constructor which copies; the one with the parameters is the one that isn't it.
        var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.ParameterType != type).ToList();
        var values = parameters.Select(parameter => Value(type.GetProperty(parameter.Name!)!.GetValue(record)));
        return parameters.Count == 0 ? type.Name : $"{type.Name}({string.Join(", ", values)})";
    }
}
