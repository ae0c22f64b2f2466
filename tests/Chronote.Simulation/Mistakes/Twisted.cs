using System.Reflection;

namespace Chronote.Simulation.Mistakes;

/// <summary>A port of which some methods do something else than they should; what they were to do they are given as a function.</summary>
internal class Twisted<TPort> : DispatchProxy
    where TPort : class
{
    private TPort _right = null!;
    private Func<string, object?[], Func<object?[], object?>, object?> _call = null!;

    /// <param name="call">Gets the method's name, its arguments, and what really does it.</param>
    public static TPort Of(TPort right, Func<string, object?[], Func<object?[], object?>, object?> call)
    {
        var made = Create<TPort, Twisted<TPort>>();
        var twisted = (Twisted<TPort>)(object)made;
        (twisted._right, twisted._call) = (right, call);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _call(targetMethod!.Name, args ?? [], given => targetMethod.Invoke(_right, BindingFlags.DoNotWrapExceptions, null, given, null));
}
