namespace Chronote.Kernel;

/// <summary>The method may run while any other one awaits. Stands on the method of the grain's interface.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>A lasting name for an interface or a method, for a cluster whose silos are of several versions. In one process there is one version: nobody reads it.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class AliasAttribute : Attribute
{
    public AliasAttribute(string alias) => _ = alias;
}
