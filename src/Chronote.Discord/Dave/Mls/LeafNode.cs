using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>A member's leaf (RFC 9420 §7.2): keys, credential, capabilities, signature.</summary>
internal sealed class LeafNode : TreeNode
{
    /// <summary>Types up to here every client knows (RFC 9420 §7.2).</summary>
    private const ushort DefaultExtensionMax = 5;

    private const ulong NotBefore = 0;
    private const ulong NotAfter = ulong.MaxValue;

    private static ReadOnlySpan<byte> Label => "LeafNodeTBS"u8;

    /// <summary>The leaf as it was received or made, signature included.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>How many of <see cref="Bytes"/> the signature covers, from the start.</summary>
    public required int SignedBytes { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>65 bytes.</summary>
    public required byte[] SignatureKey { get; init; }

    /// <summary>Content of the basic credential.</summary>
    public required byte[] Identity { get; init; }

    public required LeafNodeSource Source { get; init; }

    /// <summary>Whether protocol, ciphersuite, credential and extensions of this leaf are among what it says it can do (RFC 9420 §7.3).</summary>
    public required bool SupportsWhatItUses { get; init; }

    /// <summary>The member's user id, big-endian in the credential; null for an identity of another form.</summary>
    public Snowflake? User => Identity.Length == MlsSuite.UserIdBytes && BinaryPrimitives.ReadUInt64BigEndian(Identity) is > 0 and var id ? new Snowflake(id) : null;

    public static LeafNode? Read(ref MlsReader reader)
    {
        var start = reader.Position;
        var encryptionKey = reader.Vector();
        var signatureKey = reader.Vector();
        var credential = reader.U16();
        var identity = reader.Vector();
        var capabilities = Capabilities.Read(ref reader);
        var source = (LeafNodeSource)reader.U8();
        ReadOnlySpan<byte> parentHash = default;
        if (source == LeafNodeSource.KeyPackage) reader.Take(2 * sizeof(ulong)); // Members don't judge the lifetime (DAVE protocol, "Key Packages").
        else if (source == LeafNodeSource.Commit) parentHash = reader.Vector();
        else if (source != LeafNodeSource.Update) reader.Fail();
        var extensions = new MlsReader(reader.Vector());
        var known = capabilities.Speaks(credential);
        while (!extensions.AtEnd)
        {
            known &= extensions.U16() is var type && (type <= DefaultExtensionMax || capabilities.HasExtension(type));
            extensions.Vector();
        }
        var signedBytes = reader.Position - start;
        var signature = reader.Vector();
        if (credential != MlsSuite.BasicCredential || identity.Length > DaveLimits.IdentityBytesMax || parentHash.Length is not (0 or MlsSuite.HashBytes)) reader.Fail();
        if (!P256.IsEncodedPoint(encryptionKey) || !P256.IsEncodedPoint(signatureKey) || extensions.Failed) reader.Fail();
        return reader.Failed ? null : new LeafNode
        {
            Bytes = reader.Since(start).ToArray(),
            SignedBytes = signedBytes,
            Signature = signature.ToArray(),
            EncryptionKey = encryptionKey.ToArray(),
            SignatureKey = signatureKey.ToArray(),
            Identity = identity.ToArray(),
            Source = source,
            ParentHash = parentHash.ToArray(),
            SupportsWhatItUses = known,
        };
    }

    /// <summary>The leaf of our key package, and of the group that we make alone.</summary>
    public static LeafNode ForKeyPackage(Snowflake user, byte[] encryptionKey, ECDsa signer)
    {
        var identity = new byte[MlsSuite.UserIdBytes];
        BinaryPrimitives.WriteUInt64BigEndian(identity, user.Value);
        return Make(encryptionKey, P256.PublicOf(signer), identity, LeafNodeSource.KeyPackage, [], signer, default);
    }

    /// <summary>This leaf with a new key, for the path of a commit.</summary>
    public LeafNode ForCommit(byte[] encryptionKey, byte[] parentHash, ECDsa signer, ReadOnlySpan<byte> groupId, int leaf) =>
        Make(encryptionKey, SignatureKey, Identity, LeafNodeSource.Commit, parentHash, signer, Place(groupId, leaf));

    /// <param name="leaf">Where it stands, which all but a key package's leaf sign.</param>
    public bool IsSigned(ReadOnlySpan<byte> groupId, int leaf) =>
        MlsSuite.Verify(SignatureKey, Label, [.. Bytes.AsSpan(0, SignedBytes), .. Source == LeafNodeSource.KeyPackage ? default : Place(groupId, leaf)], Signature);

    public override void Write(MlsWriter writer) => writer.Raw(Bytes);

    private static LeafNode Make(
        byte[] encryptionKey, byte[] signatureKey, byte[] identity, LeafNodeSource source, byte[] parentHash, ECDsa signer, ReadOnlySpan<byte> place)
    {
        var writer = new MlsWriter().Vector(encryptionKey).Vector(signatureKey).U16(MlsSuite.BasicCredential).Vector(identity);
        Capabilities.WriteOwn(writer);
        writer.U8((byte)source);
        if (source == LeafNodeSource.KeyPackage) writer.U64(NotBefore).U64(NotAfter);
        else writer.Vector(parentHash);
        writer.Vector(ReadOnlySpan<byte>.Empty);
        var signedBytes = writer.Span.Length;
        var signature = MlsSuite.Sign(signer, Label, [.. writer.Span, .. place]);
        return new LeafNode
        {
            Bytes = writer.Vector(signature).ToArray(),
            SignedBytes = signedBytes,
            Signature = signature,
            EncryptionKey = encryptionKey,
            SignatureKey = signatureKey,
            Identity = identity,
            Source = source,
            ParentHash = parentHash,
            SupportsWhatItUses = true,
        };
    }

    private static ReadOnlySpan<byte> Place(ReadOnlySpan<byte> groupId, int leaf) => new MlsWriter().Vector(groupId).U32((uint)leaf).Span;
}
