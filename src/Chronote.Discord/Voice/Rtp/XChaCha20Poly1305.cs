using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Chronote.Discord.Voice.Rtp;

/// <summary>
/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03 §2): HChaCha20 makes a key of the nonce's first 16 bytes, with which the platform's ChaCha20-Poly1305 runs over the other eight.
/// </summary>
/// <remarks>The derived cipher is kept while the first 16 bytes stay the same. On Discord they hold the counter, so each packet has its own.</remarks>
internal sealed class XChaCha20Poly1305 : IDisposable
{
    public const int NonceBytes = 24;

    private const int KeyBytes = 32, PrefixBytes = 16;

    private readonly byte[] _key;
    private readonly byte[] _prefix = new byte[PrefixBytes];
    private readonly byte[] _nonce = new byte[12];
    private ChaCha20Poly1305? _derived;

    public XChaCha20Poly1305(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        _key = key.ToArray();
    }

    /// <exception cref="AuthenticationTagMismatchException">The tag does not verify.</exception>
    public void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> associated) =>
        For(nonce).Decrypt(_nonce, ciphertext, tag, plaintext, associated);

    public void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> associated) =>
        For(nonce).Encrypt(_nonce, plaintext, ciphertext, tag, associated);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        _derived?.Dispose();
    }

    private ChaCha20Poly1305 For(ReadOnlySpan<byte> nonce)
    {
        nonce[PrefixBytes..].CopyTo(_nonce.AsSpan(4));
        if (_derived is not null && nonce[..PrefixBytes].SequenceEqual(_prefix))
            return _derived;
        nonce[..PrefixBytes].CopyTo(_prefix);
        Span<byte> subkey = stackalloc byte[KeyBytes];
        HChaCha20(_key, _prefix, subkey);
        _derived?.Dispose();
        _derived = new ChaCha20Poly1305(subkey);
        CryptographicOperations.ZeroMemory(subkey);
        return _derived;
    }

    /// <summary>draft-irtf-cfrg-xchacha-03 §2.2: ChaCha20's 20 rounds without the final addition; the first and last row of the state are the key.</summary>
    internal static void HChaCha20(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> subkey)
    {
        Span<uint> state = stackalloc uint[16];
        (state[0], state[1], state[2], state[3]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (var word = 0; word < 8; word++)
            state[4 + word] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * word)..]);
        for (var word = 0; word < 4; word++)
            state[12 + word] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * word)..]);
        for (var round = 0; round < 10; round++)
        {
            for (var column = 0; column < 4; column++)
                Quarter(ref state[column], ref state[4 + column], ref state[8 + column], ref state[12 + column]);
            for (var column = 0; column < 4; column++)
                Quarter(ref state[column], ref state[4 + (column + 1) % 4], ref state[8 + (column + 2) % 4], ref state[12 + (column + 3) % 4]);
        }

        for (var word = 0; word < 4; word++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(4 * word)..], state[word]);
            BinaryPrimitives.WriteUInt32LittleEndian(subkey[(16 + 4 * word)..], state[12 + word]);
        }

        state.Clear();
    }

    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
