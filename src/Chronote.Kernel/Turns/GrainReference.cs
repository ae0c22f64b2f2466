using System.Collections.Concurrent;
using System.Reflection;

namespace Chronote.Kernel;

/// <summary>Stands for a grain at its callers: turns a method call into a turn.</summary>
public class GrainReference : DispatchProxy
{
    private EmbeddedHost _host = null!;

    internal GrainIdentity Id { get; private set; } = null!;

    internal static TInterface Make<TInterface>(EmbeddedHost host, GrainIdentity id)
    {
        var made = Create<TInterface, GrainReference>()!;
        var reference = (GrainReference)(object)made;
        (reference._host, reference.Id) = (host, id);
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Shape.Of(targetMethod!).Call(_host, Id, args ?? []);

    /// <summary>What a grain method looks like, worked out once.</summary>
    private abstract class Shape
    {
        private static readonly ConcurrentDictionary<MethodInfo, Shape> Known = new();

        public static Shape Of(MethodInfo method) => Known.GetOrAdd(method, static method =>
        {
            var kind = method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? TurnKind.Interleaves : method.IsDefined(typeof(ReadOnlyAttribute)) ? TurnKind.ReadOnly : TurnKind.Exclusive;
            if (method.ReturnType == typeof(Task)) return new Plain(method, kind);
            if (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>))
                return (Shape)Activator.CreateInstance(typeof(WithResult<>).MakeGenericType(method.ReturnType.GetGenericArguments()[0]), method, kind)!;
            throw new NotSupportedException($"{method.DeclaringType?.Name}.{method.Name} must return Task or Task<T>.");
        });

        public abstract object Call(EmbeddedHost host, GrainIdentity id, object?[] arguments);
    }

    private sealed class Plain(MethodInfo method, TurnKind kind) : Shape
    {
        public override object Call(EmbeddedHost host, GrainIdentity id, object?[] arguments) => host.Call(id, method, kind, arguments, async (grain, isolated) =>
        {
            await (Task)method.Invoke(grain, BindingFlags.DoNotWrapExceptions, null, isolated, null)!;
            return null;
        });
    }

    private sealed class WithResult<T>(MethodInfo method, TurnKind kind) : Shape
    {
        public override object Call(EmbeddedHost host, GrainIdentity id, object?[] arguments) => Ask(host, id, arguments);

        private async Task<T> Ask(EmbeddedHost host, GrainIdentity id, object?[] arguments) => (T)(await host.Call(id, method, kind, arguments, async (grain, isolated) =>
            host.Isolate(await (Task<T>)method.Invoke(grain, BindingFlags.DoNotWrapExceptions, null, isolated, null)!, typeof(T))))!;
    }
}
