using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Chronote.Discord.Simulated.Dave;

/// <summary>A client's key package (op 26): checked as a delivery service can check it, both signatures included.</summary>
/// <param name="Reference">By which a Welcome names it (RFC 9420 §5.2).</param>
internal sealed record KeyPackage(ulong User, byte[] Bytes, byte[] Reference)
{
    private const int PublicKeyBytes = 65;

    /// <exception cref="InvalidDataException">What is wrong with it.</exception>
    public static KeyPackage Read(ReadOnlySpan<byte> bytes, ulong user)
    {
        var reader = new MlsReader(bytes);
        reader.Expect(reader.U16() == 1 && reader.U16() == 2, "A key package begins with version 1 and ciphersuite 2, without an MLSMessage around it.");
        reader.Expect(reader.Vector().Length == PublicKeyBytes, "init_key is no uncompressed point.");
        var leafStart = reader.Position;
        LeafNode.Read(ref reader, out var signatureKey, out var identity, out var leafSignature, out var leafContentEnd, out var source);
        reader.Expect(source == 1, "The leaf of a key package has source key_package.");
        reader.Expect(identity.Length == 8 && BinaryPrimitives.ReadUInt64BigEndian(identity) == user, "The credential is not the user's id, 8 bytes big-endian.");
        var leafContent = bytes[leafStart..leafContentEnd];
        reader.Expect(reader.Vector().Length == 0, "Key packages have no extensions.");
        var contentEnd = reader.Position;
        var signature = reader.Vector();
        reader.Expect(reader.Left == 0, "Bytes after the key package.");
        reader.Expect(Signing.Verify(signatureKey, "LeafNodeTBS", leafContent, leafSignature), "The leaf's signature is wrong.");
        reader.Expect(Signing.Verify(signatureKey, "KeyPackageTBS", bytes[..contentEnd], signature), "The key package's signature is wrong.");
        var reference = SHA256.HashData(new MlsWriter().Vector("MLS 1.0 KeyPackage Reference").Vector(bytes).ToArray());
        return new KeyPackage(user, bytes.ToArray(), reference);
    }
}

/// <summary>LeafNode (RFC 9420 §7.2) with the parameters that DAVE fixes.</summary>
internal static class LeafNode
{
    public static void Read(ref MlsReader reader, out ReadOnlySpan<byte> signatureKey, out ReadOnlySpan<byte> identity, out ReadOnlySpan<byte> signature, out int contentEnd, out int source)
    {
        reader.Vector();
        signatureKey = reader.Vector();
        reader.Expect(reader.U16() == 1, "DAVE uses basic credentials.");
        identity = reader.Vector();
        for (var capability = 0; capability < 5; capability++) reader.Vector();
        source = reader.U8();
        if (source == 1)
        {
            reader.Expect(reader.U64() == 0 && reader.U64() == ulong.MaxValue, "The lifetime is not everything.");
        }
        else if (source == 3) reader.Vector();
        else reader.Expect(source == 2, "No such leaf source.");
        reader.Expect(reader.Vector().Length == 0, "Leaves have no extensions.");
        contentEnd = reader.Position;
        signature = reader.Vector();
    }
}

/// <summary>SignWithLabel (RFC 9420 §5.1.2) with ECDSA on P-256, by the platform.</summary>
internal static class Signing
{
    public static byte[] Sign(ECDsa key, string label, ReadOnlySpan<byte> content) =>
        key.SignData(Labelled(label, content), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static bool Verify(ReadOnlySpan<byte> publicKey, string label, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 65 || publicKey[0] != 4) return false;
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = publicKey[1..33].ToArray(), Y = publicKey[33..].ToArray() } });
            return key.VerifyData(Labelled(label, content), signature.ToArray(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Labelled(string label, ReadOnlySpan<byte> content) => new MlsWriter().Vector("MLS 1.0 " + label).Vector(content).ToArray();
}
