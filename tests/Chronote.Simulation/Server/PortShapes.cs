using System.Reflection;
using Chronote.Domain.Ports;

namespace Chronote.Simulation.Server;

/// <summary>What the methods of ports answer with, looked at once for all runs of a process.</summary>
internal sealed class PortShapes
{
    private readonly Dictionary<MethodInfo, PortShape> _shapes = [];

    public PortShape Of(MethodInfo method)
    {
        if (_shapes.TryGetValue(method, out var known)) return known;
        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(bool);
        return _shapes[method] = (PortShape)Activator.CreateInstance(typeof(PortShape<>).MakeGenericType(result), method)!;
    }
}

internal abstract class PortShape
{
    public abstract object Call(Port port, object adapter, object?[] arguments);
}

internal sealed class PortShape<T>(MethodInfo method) : PortShape
{
    private static readonly string[] Reads =
    [
        nameof(IGrainRecords.Read), nameof(IGrainRecords.Due), nameof(IChunkStore.ReadBytes), nameof(IErasure.Objects),
        nameof(ITranscriptionQueue.Waiting), nameof(ITranscriptionQueue.Claimed), nameof(ITranscriptionQueue.Depth),
    ];

    private readonly string _name = $"{method.DeclaringType!.Name[1..]}.{method.Name}";
    private readonly bool _writes = method.DeclaringType != typeof(IMeetingStore) && !Reads.Contains(method.Name);

    public override object Call(Port port, object adapter, object?[] arguments) => port.Call(_name, _writes, () =>
    {
        var task = (Task)method.Invoke(adapter, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        if (!task.IsCompleted) throw new InvalidOperationException($"{_name} did not end on the spot: it would go on outside of the simulation.");
        if (task is Task<T> typed) return typed.GetAwaiter().GetResult();
        task.GetAwaiter().GetResult();
        return default!;
    });
}
