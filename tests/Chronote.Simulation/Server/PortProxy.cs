using System.Reflection;

namespace Chronote.Simulation.Server;

/// <summary>
/// Stands before an adapter that answers at once, and makes each of its calls an operation of the world. Whatever a port has of methods,
/// none of them can slip past the simulation.
/// </summary>
internal class PortProxy<TPort> : DispatchProxy
    where TPort : class
{
    private TPort _adapter = null!;
    private Port _port = null!;
    private PortShapes _shapes = null!;

    public static TPort Of(TPort adapter, Port port, PortShapes shapes)
    {
        var made = Create<TPort, PortProxy<TPort>>();
        var proxy = (PortProxy<TPort>)(object)made;
        (proxy._adapter, proxy._port, proxy._shapes) = (adapter, port, shapes);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _shapes.Of(targetMethod!).Call(_port, _adapter, args ?? []);
}
