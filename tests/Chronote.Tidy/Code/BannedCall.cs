using System.Text.RegularExpressions;

namespace Chronote.Tidy.Code;

/// <summary>A call that has no place here, and what stands in its place.</summary>
/// <param name="Instead">The replacement, said to whoever wrote the call.</param>
/// <param name="Only">The folders it is banned in; none: everywhere.</param>
internal sealed record BannedCall(string Name, string Pattern, string Instead, params string[] Only)
{
    public Regex Regex { get; } = new(Pattern, RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>Files or folders where the call is right, each with its reason.</summary>
    public (string Path, string Reason)[] Except { get; init; } = [];

    public override string ToString() => Name;
}
