namespace Chronote.Kernel.Streams;

/// <summary>Which stream of which provider.</summary>
internal readonly record struct StreamName(string Provider, string Namespace, string Key)
{
    public override string ToString() => $"{Namespace}/{Key}";
}
