namespace Chronote.Discord.Dave.Mls;

/// <summary>What the voice gateway may propose (RFC 9420 §12.1; DAVE protocol, "Proposal Handling").</summary>
internal abstract record Proposal
{
    private const ushort AddType = 1;
    private const ushort RemoveType = 3;

    public sealed record Add(KeyPackage KeyPackage) : Proposal;

    /// <param name="Leaf">Leaf index, as it came.</param>
    public sealed record Remove(uint Leaf) : Proposal;

    private Proposal() { }

    public static Proposal? Read(ref MlsReader reader)
    {
        switch (reader.U16())
        {
            case AddType:
                return KeyPackage.Read(ref reader) is { } keyPackage ? new Add(keyPackage) : null;
            case RemoveType:
                var leaf = reader.U32();
                return reader.Failed ? null : new Remove(leaf);
            default:
                return null;
        }
    }
}
