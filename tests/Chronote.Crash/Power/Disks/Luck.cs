namespace Chronote.Crash.Power.Disks;

/// <summary>What of the changes that no sync covered is found after a power loss.</summary>
internal enum Kept
{
    Nothing,
    Everything,
    /// <summary>Of names the first few in each folder; of bytes any writes, some of them in part.</summary>
    Drawn,
}

/// <summary>Names and bytes lie in different places of a disk and have luck of their own.</summary>
internal sealed record Luck(Kept Names, Kept Bytes)
{
    /// <summary>What a promise must survive in any case.</summary>
    public static readonly Luck None = new(Kept.Nothing, Kept.Nothing);

    /// <summary>The others, from the plainest to the strangest.</summary>
    public static readonly IReadOnlyList<Luck> Others =
    [
        new(Kept.Everything, Kept.Nothing), new(Kept.Nothing, Kept.Everything), new(Kept.Everything, Kept.Drawn), new(Kept.Drawn, Kept.Drawn), new(Kept.Everything, Kept.Everything),
    ];
}
