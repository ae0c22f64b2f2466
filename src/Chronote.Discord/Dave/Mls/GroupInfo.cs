using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>What a newcomer learns of the group (RFC 9420 §12.4.3).</summary>
internal sealed record GroupInfo(GroupContext Context, byte[] TreeExtension, byte[] ConfirmationTag, uint Signer, byte[] Signed, byte[] Signature)
{
    private const ushort RatchetTreeType = 2;

    private static ReadOnlySpan<byte> Label => "GroupInfoTBS"u8;

    public static GroupInfo? Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new MlsReader(bytes);
        var context = GroupContext.Read(ref reader);
        var extensions = new MlsReader(reader.Vector());
        ReadOnlySpan<byte> tree = default;
        while (!extensions.AtEnd)
        {
            var type = extensions.U16();
            var data = extensions.Vector();
            if (type == RatchetTreeType) tree = data;
        }
        var tag = reader.Vector();
        var signer = reader.U32();
        var signed = reader.Since(0);
        var signature = reader.Vector();
        if (!reader.Whole || extensions.Failed || context is null) return null;
        return new GroupInfo(context, tree.ToArray(), tag.ToArray(), signer, signed.ToArray(), signature.ToArray());
    }

    /// <param name="treeExtension">Content of the ratchet_tree extension.</param>
    public static byte[] Make(GroupContext context, ReadOnlySpan<byte> treeExtension, byte[] confirmationTag, int signer, ECDsa key)
    {
        var extensions = new MlsWriter().U16(RatchetTreeType).Vector(treeExtension);
        var writer = new MlsWriter().Raw(context.Bytes).Vector(extensions).Vector(confirmationTag).U32((uint)signer);
        return writer.Vector(MlsSuite.Sign(key, Label, writer.Span)).ToArray();
    }

    public bool IsSignedBy(LeafNode leaf) => MlsSuite.Verify(leaf.SignatureKey, Label, Signed, Signature);
}
