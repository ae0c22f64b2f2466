using System.Reflection;

namespace Chronote.Kernel.Catalogue;

/// <summary>A method of a grain interface, worked out once.</summary>
internal abstract class GrainMethod
{
    private readonly MethodInvoker _invoker;
    private readonly Type[] _parameterTypes;
    private readonly int _cancellationTokenAt;

    protected GrainMethod(MethodInfo method)
    {
        Name = method.Name;
        Interleaves = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        _invoker = MethodInvoker.Create(method);
        _parameterTypes = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        _cancellationTokenAt = Array.IndexOf(_parameterTypes, typeof(CancellationToken));
    }

    public string Name { get; }

    public bool Interleaves { get; }

    public static GrainMethod Of(MethodInfo method)
    {
        var answer = method.ReturnType == typeof(Task) ? typeof(Nothing)
            : method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>) ? method.ReturnType.GetGenericArguments()[0]
            : throw new ArgumentException($"{method.DeclaringType!.Name}.{method.Name}: a grain's method answers with Task or Task<T>.");
        if (method.IsGenericMethod || method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef))
            throw new ArgumentException($"{method.DeclaringType!.Name}.{method.Name}: a grain's method has no type parameters and no ref or out ones.");
        return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(answer), method)!;
    }

    /// <summary>Calls the grain. All failures, also of serialisation and of limits, come with the task.</summary>
    public abstract Task Call(GrainHost host, GrainIdentity target, object?[] arguments);

    public Task Invoke(Grain grain, object?[] arguments) => (Task)_invoker.Invoke(grain, arguments.AsSpan())!;

    public CancellationToken? CancellationTokenIn(object?[] arguments) => _cancellationTokenAt < 0 ? null : (CancellationToken)arguments[_cancellationTokenAt]!;

    public void PutCancellationToken(object?[] arguments, CancellationToken token) => arguments[_cancellationTokenAt] = token;

    protected object?[] Isolate(GrainHost host, object?[] arguments)
    {
        var copies = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++) copies[i] = host.Isolation.Copy(arguments[i], _parameterTypes[i]);
        return copies;
    }
}

internal sealed class GrainMethod<T>(MethodInfo method) : GrainMethod(method)
{
    public override Task Call(GrainHost host, GrainIdentity target, object?[] arguments)
    {
        CallTurn<T> call;
        try
        {
            call = new CallTurn<T>(host, this, Isolate(host, arguments), Turn.Current) { Target = target };
        }
        catch (Exception failure)
        {
            return Task.FromException<T>(failure);
        }
        host.Send(call);
        return call.Answer;
    }
}
