using System.Reflection;

namespace Chronote.Kernel.Catalogue;

/// <summary>Stands for a grain at its callers: turns a method call into a turn.</summary>
internal class GrainReference : DispatchProxy
{
    private GrainHost _host = null!;

    public GrainIdentity Identity { get; private set; }

    public static TInterface To<TInterface>(GrainHost host, GrainIdentity identity)
    {
        var made = Create<TInterface, GrainReference>()!;
        var reference = (GrainReference)(object)made;
        (reference._host, reference.Identity) = (host, identity);
        return made;
    }

    public override string ToString() => Identity.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _host.Catalogue.Method(targetMethod!).Call(_host, Identity, args ?? []);
}
