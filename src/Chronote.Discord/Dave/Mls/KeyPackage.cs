using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>What a client sends so that it can be added (RFC 9420 §10). On the wire of op 26 it stands bare, without an MLSMessage around it.</summary>
internal sealed class KeyPackage
{
    private static ReadOnlySpan<byte> Label => "KeyPackageTBS"u8;

    public required byte[] Bytes { get; init; }

    public required int SignedBytes { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>65 bytes: Welcomes are encrypted to it.</summary>
    public required byte[] InitKey { get; init; }

    public required LeafNode Leaf { get; init; }

    /// <summary>How a Welcome names it.</summary>
    public byte[] Reference => MlsSuite.Reference("MLS 1.0 KeyPackage Reference"u8, Bytes);

    public static KeyPackage? Read(ref MlsReader reader)
    {
        var start = reader.Position;
        if (reader.U16() != MlsSuite.ProtocolVersion || reader.U16() != MlsSuite.Id) reader.Fail();
        var initKey = reader.Vector();
        var leaf = LeafNode.Read(ref reader);
        var extensions = new MlsReader(reader.Vector());
        while (!extensions.AtEnd)
        {
            extensions.U16();
            extensions.Vector();
        }
        var signedBytes = reader.Position - start;
        var signature = reader.Vector();
        if (reader.Failed || extensions.Failed || leaf is null || !P256.IsEncodedPoint(initKey)) return null;
        return new KeyPackage
        {
            Bytes = reader.Since(start).ToArray(), SignedBytes = signedBytes, Signature = signature.ToArray(), InitKey = initKey.ToArray(), Leaf = leaf,
        };
    }

    public static KeyPackage Make(byte[] initKey, LeafNode leaf, ECDsa signer)
    {
        var writer = new MlsWriter().U16(MlsSuite.ProtocolVersion).U16(MlsSuite.Id).Vector(initKey);
        leaf.Write(writer);
        writer.Vector(ReadOnlySpan<byte>.Empty);
        var signedBytes = writer.Span.Length;
        var signature = MlsSuite.Sign(signer, Label, writer.Span);
        return new KeyPackage { Bytes = writer.Vector(signature).ToArray(), SignedBytes = signedBytes, Signature = signature, InitKey = initKey, Leaf = leaf };
    }

    /// <summary>The checks of RFC 9420 §10.1, and that it is a Discord user's.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Fault()
    {
        if (Leaf.Source != LeafNodeSource.KeyPackage) return "a key package's leaf has another source";
        if (!Leaf.SupportsWhatItUses) return "a key package's capabilities don't cover it";
        if (Leaf.User is null) return "a key package's identity is no user id";
        if (InitKey.AsSpan().SequenceEqual(Leaf.EncryptionKey)) return "a key package uses one key twice";
        if (!P256.IsPoint(InitKey) || !P256.IsPoint(Leaf.EncryptionKey)) return "a key package's key is no point of the curve";
        if (!Leaf.IsSigned(default, 0)) return "a key package's leaf isn't signed by its key";
        return MlsSuite.Verify(Leaf.SignatureKey, Label, Bytes.AsSpan(0, SignedBytes), Signature) ? null : "a key package isn't signed by its key";
    }
}
