using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>MLS ciphersuite 2, DHKEMP256_AES128GCM_SHA256_P256: the hash, the key derivation and the signatures of RFC 9420 §5 and §8.</summary>
internal static class MlsSuite
{
    public const ushort ProtocolVersion = 1;
    public const ushort Id = 2;
    public const ushort BasicCredential = 1;

    public const int HashBytes = 32;
    public const int KeyBytes = 16;
    public const int NonceBytes = 12;
    public const int TagBytes = 16;
    public const int UserIdBytes = 8;

    /// <summary>As many random bytes as a hash has. Nothing of a session depends on their values, so tests need no other source.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(HashBytes);

    public static byte[] Hash(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    public static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes) => HMACSHA256.HashData(key, bytes);

    public static byte[] Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey) => HMACSHA256.HashData(salt, inputKey);

    /// <summary>HKDF-Expand (RFC 5869 §2.3). The platform's own refuses keys shorter than a hash, and the frame ratchet starts from 16 bytes.</summary>
    public static void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, Span<byte> output)
    {
        Span<byte> block = stackalloc byte[HashBytes];
        var input = new byte[HashBytes + info.Length + 1];
        info.CopyTo(input.AsSpan(HashBytes));
        for (var counter = 1; !output.IsEmpty; counter++)
        {
            input[^1] = (byte)counter;
            HMACSHA256.HashData(key, counter == 1 ? input.AsSpan(HashBytes) : input, block);
            block.CopyTo(input);
            var part = Math.Min(output.Length, HashBytes);
            block[..part].CopyTo(output);
            output = output[part..];
        }
        CryptographicOperations.ZeroMemory(input);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>ExpandWithLabel (RFC 9420 §8).</summary>
    public static void ExpandWithLabel(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output) =>
        Expand(secret, new MlsWriter().U16((ushort)output.Length).Vector([.. "MLS 1.0 "u8, .. label]).Vector(context).Span, output);

    public static byte[] ExpandWithLabel(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, int lengthBytes)
    {
        var output = new byte[lengthBytes];
        ExpandWithLabel(secret, label, context, output);
        return output;
    }

    /// <summary>DeriveSecret (RFC 9420 §8).</summary>
    public static byte[] DeriveSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> label) => ExpandWithLabel(secret, label, default, HashBytes);

    /// <summary>RefHash (RFC 9420 §5.2).</summary>
    public static byte[] Reference(ReadOnlySpan<byte> label, ReadOnlySpan<byte> value) => Hash(new MlsWriter().Vector(label).Vector(value).Span);

    /// <summary>SignWithLabel (RFC 9420 §5.1.2): a DER signature.</summary>
    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> content) =>
        key.SignData(SignContent(label, content), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>VerifyWithLabel (RFC 9420 §5.1.2). False also for a key that is no point of the curve.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (!P256.IsEncodedPoint(publicKey)) return false;
        try
        {
            using var key = ECDsa.Create(P256.PublicParameters(publicKey));
            return key.VerifyData(SignContent(label, content), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>AES-128-GCM with its tag behind the ciphertext.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext)
    {
        var sealedBytes = new byte[plaintext.Length + TagBytes];
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, plaintext, sealedBytes.AsSpan(0, plaintext.Length), sealedBytes.AsSpan(plaintext.Length));
        return sealedBytes;
    }

    /// <summary>Null when the tag isn't right.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < TagBytes) return null;
        var plaintext = new byte[sealedBytes.Length - TagBytes];
        using var gcm = new AesGcm(key, TagBytes);
        try
        {
            gcm.Decrypt(nonce, sealedBytes[..^TagBytes], sealedBytes[^TagBytes..], plaintext);
            return plaintext;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] SignContent(ReadOnlySpan<byte> label, ReadOnlySpan<byte> content) =>
        new MlsWriter().Vector([.. "MLS 1.0 "u8, .. label]).Vector(content).ToArray();
}
