using System.Diagnostics.CodeAnalysis;

namespace Chronote.Media;

/// <summary>What reading bytes came to: a value or the fault that prevented it, exactly one of the two.</summary>
public readonly struct Reading<T>
    where T : class
{
    private Reading(T? value, MediaFault? fault)
    {
        Value = value;
        Fault = fault;
    }

    /// <summary>What was read; null when there is a <see cref="Fault"/>.</summary>
    public T? Value { get; }

    /// <summary>Why nothing was read; null when there is a <see cref="Value"/>.</summary>
    public MediaFault? Fault { get; }

    public static implicit operator Reading<T>(T value) => new(value, null);

    public static implicit operator Reading<T>(MediaFault fault) => new(null, fault);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out MediaFault? fault)
    {
        value = Value;
        fault = Fault;
        return value is not null;
    }
}
