using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Chronote.Discord.Simulated.Voice;

/// <summary>The two transport modes of voice v8: an AEAD over the RTP payload, the nonce's four bytes at the end of the packet.</summary>
internal abstract class TransportCipher : IDisposable
{
    public const int TagBytes = 16;
    public const int NonceBytes = 4;

    public static TransportCipher Create(string mode, byte[] key) => mode switch
    {
        "aead_aes256_gcm_rtpsize" => new Gcm(key),
        "aead_xchacha20_poly1305_rtpsize" => new XChaCha(key),
        _ => throw new ArgumentException(mode),
    };

    /// <summary>Seals a packet whose header is written already: <c>header | ciphertext | tag | nonce</c>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext, uint nonce)
    {
        var packet = new byte[header.Length + plaintext.Length + TagBytes + NonceBytes];
        header.CopyTo(packet);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(packet.Length - NonceBytes), nonce);
        var body = packet.AsSpan(header.Length, plaintext.Length);
        Seal(packet.AsSpan(packet.Length - NonceBytes), header, plaintext, body, packet.AsSpan(header.Length + plaintext.Length, TagBytes));
        return packet;
    }

    /// <returns>Null when the tag is wrong.</returns>
    public byte[]? Open(ReadOnlySpan<byte> packet, int headerBytes)
    {
        var length = packet.Length - headerBytes - TagBytes - NonceBytes;
        if (length < 0) return null;
        var plaintext = new byte[length];
        try
        {
            Open(packet[^NonceBytes..], packet[..headerBytes], packet.Slice(headerBytes, length), packet.Slice(headerBytes + length, TagBytes), plaintext);
            return plaintext;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public abstract void Dispose();

    protected abstract void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag);

    protected abstract void Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext);

    private sealed class Gcm(byte[] key) : TransportCipher
    {
        private readonly AesGcm cipher = new(key, TagBytes);

        public override void Dispose() => cipher.Dispose();

        protected override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag) =>
            cipher.Encrypt(Padded(nonce), plaintext, ciphertext, tag, header);

        protected override void Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext) =>
            cipher.Decrypt(Padded(nonce), ciphertext, tag, plaintext, header);

        private static byte[] Padded(ReadOnlySpan<byte> nonce) => [.. nonce, .. new byte[8]];
    }

    private sealed class XChaCha(byte[] key) : TransportCipher
    {
        public override void Dispose()
        {
            // A cipher lives for one packet: its key hangs on the nonce.
        }

        protected override void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag)
        {
            using var cipher = Inner(nonce);
            cipher.Encrypt(new byte[12], plaintext, ciphertext, tag, header);
        }

        protected override void Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext)
        {
            using var cipher = Inner(nonce);
            cipher.Decrypt(new byte[12], ciphertext, tag, plaintext, header);
        }

        // draft-irtf-cfrg-xchacha §2.3: nonce bytes 16..23 are the inner nonce's last eight, and are zero here.
        private ChaCha20Poly1305 Inner(ReadOnlySpan<byte> nonce) => new(HChaCha20(key, [.. nonce, .. new byte[12]]));
    }

    /// <summary>The subkey of draft-irtf-cfrg-xchacha §2.2.</summary>
    internal static byte[] HChaCha20(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce)
    {
        Span<uint> state = stackalloc uint[16];
        (state[0], state[1], state[2], state[3]) = (0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);
        for (var word = 0; word < 8; word++) state[4 + word] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * word)..]);
        for (var word = 0; word < 4; word++) state[12 + word] = BinaryPrimitives.ReadUInt32LittleEndian(nonce[(4 * word)..]);
        for (var round = 0; round < 10; round++)
        {
            for (var column = 0; column < 4; column++) Quarter(state, column, 4 + column, 8 + column, 12 + column);
            for (var diagonal = 0; diagonal < 4; diagonal++) Quarter(state, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4, 12 + (diagonal + 3) % 4);
        }
        var subkey = new byte[32];
        for (var word = 0; word < 4; word++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(subkey.AsSpan(4 * word), state[word]);
            BinaryPrimitives.WriteUInt32LittleEndian(subkey.AsSpan(16 + 4 * word), state[12 + word]);
        }
        return subkey;
    }

    private static void Quarter(Span<uint> state, int a, int b, int c, int d)
    {
        state[a] += state[b];
        state[d] = BitOperations.RotateLeft(state[d] ^ state[a], 16);
        state[c] += state[d];
        state[b] = BitOperations.RotateLeft(state[b] ^ state[c], 12);
        state[a] += state[b];
        state[d] = BitOperations.RotateLeft(state[d] ^ state[a], 8);
        state[c] += state[d];
        state[b] = BitOperations.RotateLeft(state[b] ^ state[c], 7);
    }
}
