using System.Security.Cryptography;

namespace Chronote.Discord.Dave.Mls;

/// <summary>HPKE in base mode (RFC 9180) with DHKEM(P-256, HKDF-SHA256) and AES-128-GCM, and MLS' EncryptWithLabel over it (RFC 9420 §5.1.3).</summary>
internal static class Hpke
{
    private const byte BaseMode = 0;

    private static ReadOnlySpan<byte> KemId => "KEM\x00\x10"u8;

    private static ReadOnlySpan<byte> SuiteId => "HPKE\x00\x10\x00\x01\x00\x01"u8;

    /// <summary>DeriveKeyPair (RFC 9180 §7.1.3).</summary>
    public static HpkeKeyPair DeriveKeyPair(ReadOnlySpan<byte> seed)
    {
        var key = LabeledExtract(KemId, default, "dkp_prk"u8, seed);
        for (var counter = 0; counter <= byte.MaxValue; counter++)
        {
            var candidate = new byte[P256.PrivateBytes];
            LabeledExpand(KemId, key, "candidate"u8, [(byte)counter], candidate);
            using var imported = P256.ImportPrivate(candidate);
            if (imported is null) continue;
            CryptographicOperations.ZeroMemory(key);
            return new HpkeKeyPair(candidate, P256.PublicOf(imported));
        }
        throw new CryptographicException("256 candidates in a row were no private key.");
    }

    /// <summary>EncryptWithLabel. Null when the public key is no point of the curve.</summary>
    public static (byte[] KemOutput, byte[] Ciphertext)? Seal(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> plaintext)
    {
        using var ephemeral = HpkeKeyPair.New();
        return Seal(ephemeral, publicKey, EncryptContext(label, context), plaintext);
    }

    public static (byte[] KemOutput, byte[] Ciphertext)? Seal(HpkeKeyPair ephemeral, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> plaintext)
    {
        var shared = SharedSecret(ephemeral.Private, publicKey, ephemeral.Public, publicKey);
        if (shared is null) return null;
        var (key, nonce) = Schedule(shared, info);
        var ciphertext = MlsSuite.Seal(key, nonce, plaintext);
        CryptographicOperations.ZeroMemory(key);
        return (ephemeral.Public, ciphertext);
    }

    /// <summary>DecryptWithLabel. Null when anything doesn't fit.</summary>
    public static byte[]? Open(HpkeKeyPair own, ReadOnlySpan<byte> kemOutput, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, ReadOnlySpan<byte> ciphertext)
    {
        var shared = SharedSecret(own.Private, kemOutput, kemOutput, own.Public);
        if (shared is null) return null;
        var (key, nonce) = Schedule(shared, EncryptContext(label, context));
        var plaintext = MlsSuite.Open(key, nonce, ciphertext);
        CryptographicOperations.ZeroMemory(key);
        return plaintext;
    }

    /// <summary>Encap and Decap (RFC 9180 §4.1): both are the same Diffie-Hellman, hashed with both public keys.</summary>
    private static byte[]? SharedSecret(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> otherPublic, ReadOnlySpan<byte> kemOutput, ReadOnlySpan<byte> recipient)
    {
        using var own = P256.ImportPrivate(privateKey);
        using var other = P256.ImportPublic(otherPublic);
        if (own is null || other is null) return null;
        using var otherKey = other.PublicKey;
        var agreed = own.DeriveRawSecretAgreement(otherKey);
        var extracted = LabeledExtract(KemId, default, "eae_prk"u8, agreed);
        var shared = new byte[MlsSuite.HashBytes];
        LabeledExpand(KemId, extracted, "shared_secret"u8, [.. kemOutput, .. recipient], shared);
        CryptographicOperations.ZeroMemory(agreed);
        CryptographicOperations.ZeroMemory(extracted);
        return shared;
    }

    /// <summary>KeySchedule (RFC 9180 §5.1), which uses up the shared secret.</summary>
    private static (byte[] Key, byte[] Nonce) Schedule(byte[] shared, ReadOnlySpan<byte> info)
    {
        byte[] context = [BaseMode, .. LabeledExtract(SuiteId, default, "psk_id_hash"u8, default), .. LabeledExtract(SuiteId, default, "info_hash"u8, info)];
        var secret = LabeledExtract(SuiteId, shared, "secret"u8, default);
        var key = new byte[MlsSuite.KeyBytes];
        var nonce = new byte[MlsSuite.NonceBytes];
        LabeledExpand(SuiteId, secret, "key"u8, context, key);
        LabeledExpand(SuiteId, secret, "base_nonce"u8, context, nonce);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(shared);
        return (key, nonce);
    }

    private static byte[] EncryptContext(ReadOnlySpan<byte> label, ReadOnlySpan<byte> context) =>
        new MlsWriter().Vector([.. "MLS 1.0 "u8, .. label]).Vector(context).ToArray();

    private static byte[] LabeledExtract(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> inputKey)
    {
        byte[] input = [.. "HPKE-v1"u8, .. suite, .. label, .. inputKey];
        var extracted = MlsSuite.Extract(salt, input);
        CryptographicOperations.ZeroMemory(input);
        return extracted;
    }

    private static void LabeledExpand(ReadOnlySpan<byte> suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output) =>
        MlsSuite.Expand(key, new MlsWriter().U16((ushort)output.Length).Raw("HPKE-v1"u8).Raw(suite).Raw(label).Raw(info).Span, output);
}
