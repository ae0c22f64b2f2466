using System.Security.Cryptography;

namespace Chronote.Discord.Voice.Rtp;

/// <summary>
/// The transport encryption between us and the voice server (Discord voice docs, "Transport Encryption Modes"). The nonce is the packet's last four bytes,
/// the rest of it zero; what is authenticated in the clear is the header. One caller at a time.
/// </summary>
internal abstract class TransportCipher : IDisposable
{
    public const int KeyBytes = 32, TagBytes = 16, NonceBytes = 4, OverheadBytes = TagBytes + NonceBytes;

    public const string AesGcm = "aead_aes256_gcm_rtpsize", XChaCha = "aead_xchacha20_poly1305_rtpsize";

    private uint _sent;

    /// <summary>Null for a mode that we, or this machine, do not speak.</summary>
    public static TransportCipher? Create(string mode, ReadOnlySpan<byte> key) => !Supports(mode) ? null : mode == AesGcm ? new AesGcmCipher(key) : new XChaChaCipher(key);

    public static bool Supports(string mode) => mode switch
    {
        AesGcm => System.Security.Cryptography.AesGcm.IsSupported,
        XChaCha => ChaCha20Poly1305.IsSupported,
        _ => false,
    };

    /// <summary>Decrypts a datagram whose header was read.</summary>
    /// <param name="plaintext">At least as long as the datagram. Holds nothing of worth when the tag does not verify.</param>
    /// <returns>Bytes of plaintext, extension body and padding included; -1 when the tag does not verify.</returns>
    public int Open(ReadOnlySpan<byte> datagram, int headerBytes, Span<byte> plaintext)
    {
        var bytes = datagram.Length - headerBytes - OverheadBytes;
        if (bytes < 0)
            return -1;
        var ciphertext = datagram.Slice(headerBytes, bytes);
        try
        {
            Decrypt(datagram[^NonceBytes..], ciphertext, datagram.Slice(headerBytes + bytes, TagBytes), plaintext[..bytes], datagram[..headerBytes]);
            return bytes;
        }
        catch (AuthenticationTagMismatchException)
        {
            return -1;
        }
    }

    /// <summary>Encrypts a frame behind its header.</summary>
    public byte[] Seal(ReadOnlySpan<byte> header, ReadOnlySpan<byte> frame)
    {
        var datagram = new byte[header.Length + frame.Length + OverheadBytes];
        header.CopyTo(datagram);
        var nonce = datagram.AsSpan(datagram.Length - NonceBytes);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(nonce, ++_sent);
        Encrypt(nonce, frame, datagram.AsSpan(header.Length, frame.Length), datagram.AsSpan(header.Length + frame.Length, TagBytes), header);
        return datagram;
    }

    public abstract void Dispose();

    protected abstract void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> header);

    protected abstract void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> header);

    private sealed class AesGcmCipher(ReadOnlySpan<byte> key) : TransportCipher
    {
        private readonly AesGcm _aes = new(key, TagBytes);
        private readonly byte[] _nonce = new byte[12];

        public override void Dispose() => _aes.Dispose();

        protected override void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> header)
        {
            nonce.CopyTo(_nonce);
            _aes.Decrypt(_nonce, ciphertext, tag, plaintext, header);
        }

        protected override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> header)
        {
            nonce.CopyTo(_nonce);
            _aes.Encrypt(_nonce, plaintext, ciphertext, tag, header);
        }
    }

    private sealed class XChaChaCipher(ReadOnlySpan<byte> key) : TransportCipher
    {
        private readonly XChaCha20Poly1305 _chacha = new(key);
        private readonly byte[] _nonce = new byte[XChaCha20Poly1305.NonceBytes];

        public override void Dispose() => _chacha.Dispose();

        protected override void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> header)
        {
            nonce.CopyTo(_nonce);
            _chacha.Decrypt(_nonce, ciphertext, tag, plaintext, header);
        }

        protected override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> header)
        {
            nonce.CopyTo(_nonce);
            _chacha.Encrypt(_nonce, plaintext, ciphertext, tag, header);
        }
    }
}
