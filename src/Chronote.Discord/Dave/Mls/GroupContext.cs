namespace Chronote.Discord.Dave.Mls;

/// <summary>What all members of an epoch agree on (RFC 9420 §8.1).</summary>
/// <param name="Extensions">Content of the list of extensions.</param>
internal sealed record GroupContext(byte[] GroupId, ulong Epoch, byte[] TreeHash, byte[] ConfirmedTranscriptHash, byte[] Extensions)
{
    /// <summary>Made anew each time: a copy with other values must not inherit them.</summary>
    public byte[] Bytes => new MlsWriter().U16(MlsSuite.ProtocolVersion).U16(MlsSuite.Id).Vector(GroupId).U64(Epoch)
        .Vector(TreeHash).Vector(ConfirmedTranscriptHash).Vector(Extensions).ToArray();

    public static GroupContext? Read(ref MlsReader reader)
    {
        if (reader.U16() != MlsSuite.ProtocolVersion || reader.U16() != MlsSuite.Id) reader.Fail();
        var groupId = reader.Vector();
        var epoch = reader.U64();
        var (treeHash, confirmed) = (reader.Vector().ToArray(), reader.Vector().ToArray());
        var extensions = reader.Vector();
        return reader.Failed ? null : new GroupContext(groupId.ToArray(), epoch, treeHash, confirmed, extensions.ToArray());
    }
}
