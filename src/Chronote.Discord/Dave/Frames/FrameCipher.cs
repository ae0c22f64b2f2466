using System.Buffers.Binary;
using System.Security.Cryptography;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// AES-128-GCM with its tag cut to 8 bytes (DAVE protocol, "Truncated authentication tag"), one per ratchet generation. The platform refuses such short
/// tags, but GCM's cipher is its own inverse: encrypting the ciphertext gives the plaintext, and encrypting that again gives the whole tag to compare with.
/// </summary>
internal sealed class FrameCipher(ReadOnlySpan<byte> key) : IDisposable
{
    private const int NonceOffset = 8;

    private readonly AesGcm _gcm = new(key, MlsSuite.TagBytes);

    /// <param name="scratch">Two times the ciphertext's length; the plaintext is in its first half when the tag is right, and nothing of use otherwise.</param>
    public bool TryOpen(uint nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> plainRanges, ReadOnlySpan<byte> tag, Span<byte> scratch)
    {
        Span<byte> fullNonce = stackalloc byte[MlsSuite.NonceBytes];
        Span<byte> fullTag = stackalloc byte[MlsSuite.TagBytes];
        fullNonce.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(fullNonce[NonceOffset..], nonce);
        var plaintext = scratch[..ciphertext.Length];
        _gcm.Encrypt(fullNonce, ciphertext, plaintext, fullTag);
        _gcm.Encrypt(fullNonce, plaintext, scratch.Slice(ciphertext.Length, ciphertext.Length), fullTag, plainRanges);
        return CryptographicOperations.FixedTimeEquals(fullTag[..tag.Length], tag);
    }

    /// <param name="tag">16 bytes, of which the first 8 go onto the wire.</param>
    public void Seal(uint nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag)
    {
        Span<byte> fullNonce = stackalloc byte[MlsSuite.NonceBytes];
        fullNonce.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(fullNonce[NonceOffset..], nonce);
        _gcm.Encrypt(fullNonce, plaintext, ciphertext, tag);
    }

    public void Dispose() => _gcm.Dispose();
}
