using System.Reflection;

namespace Chronote.Gateway.Tests.World;

/// <summary>A port whose calls fail when the test says so; everything else goes to the real one.</summary>
public class Interrupted<TPort> : DispatchProxy
    where TPort : class
{
    private TPort _inner = null!;
    private Func<string, Exception?> _fails = null!;

    /// <param name="fails">What a call of this name throws; null: it is carried out.</param>
    public static TPort Around(TPort inner, Func<string, Exception?> fails)
    {
        var made = Create<TPort, Interrupted<TPort>>();
        (((Interrupted<TPort>)(object)made)._inner, ((Interrupted<TPort>)(object)made)._fails) = (inner, fails);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _fails(targetMethod!.Name) is { } failure
        ? throw failure
        : targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
