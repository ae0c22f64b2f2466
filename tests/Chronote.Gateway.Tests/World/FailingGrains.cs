using System.Reflection;

namespace Chronote.Gateway.Tests.World;

/// <summary>A grain factory that can be made to fail every call from outside a grain, and mended again.</summary>
public class FailingGrains : DispatchProxy
{
    private IGrainFactory _inner = null!;
    private Switch _switch = null!;

    public static IGrainFactory Around(IGrainFactory inner, Switch broken)
    {
        var made = Create<IGrainFactory, FailingGrains>();
        ((FailingGrains)(object)made)._inner = inner;
        ((FailingGrains)(object)made)._switch = broken;
        return made;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (_switch.IsBroken)
        {
            _switch.Count();
            throw new TimeoutException("No grain answers.");
        }
        return targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }

    public sealed class Switch
    {
        private int _calls;

        public volatile bool IsBroken;

        /// <summary>Calls that failed.</summary>
        public int Calls => _calls;

        public void Count() => Interlocked.Increment(ref _calls);
    }
}
