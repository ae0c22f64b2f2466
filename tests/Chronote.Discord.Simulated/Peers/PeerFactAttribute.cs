using Xunit;

namespace Chronote.Discord.Simulated.Peers;

/// <summary>
/// A test that needs a third-party client on Node.js. On a machine without <c>node</c> or <c>npm</c> it is reported as skipped, with the reason and
/// what to install; it never passes without having run. <c>./test</c> installs both.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = PeerPackages.Missing;
}

/// <summary>As <see cref="PeerFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = PeerPackages.Missing;
}
