using System.Buffers.Binary;
using System.Security.Cryptography;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// A sender's keys, generation by generation (DAVE protocol, "Sender Key Derivation"; the hash ratchet of RFC 9420 §9.1). It only goes forward: what lies
/// behind can't be derived again. Disposing it zeroes the secret.
/// </summary>
internal sealed class KeyRatchet(byte[] baseSecret) : IDisposable
{
    private byte[] _secret = baseSecret;

    /// <summary>The generation whose cipher <see cref="Step"/> makes next.</summary>
    public ulong Next { get; private set; }

    /// <summary>Makes the next generation's cipher and forgets what it was made from.</summary>
    public FrameCipher Step()
    {
        var cipher = CipherOf(_secret, Next);
        var next = After(_secret, Next);
        CryptographicOperations.ZeroMemory(_secret);
        _secret = next;
        Next++;
        return cipher;
    }

    /// <summary>The cipher of a generation to come, without going there: for a frame that isn't proven yet.</summary>
    public FrameCipher Peek(ulong generation)
    {
        var secret = _secret;
        for (var at = Next; at < generation; at++)
        {
            var next = After(secret, at);
            if (at != Next) CryptographicOperations.ZeroMemory(secret);
            secret = next;
        }
        var cipher = CipherOf(secret, generation);
        if (generation != Next) CryptographicOperations.ZeroMemory(secret);
        return cipher;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    private static FrameCipher CipherOf(ReadOnlySpan<byte> secret, ulong generation)
    {
        Span<byte> key = stackalloc byte[MlsSuite.KeyBytes];
        MlsSuite.ExpandWithLabel(secret, "key"u8, Context(stackalloc byte[sizeof(uint)], generation), key);
        var cipher = new FrameCipher(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    private static byte[] After(ReadOnlySpan<byte> secret, ulong generation) =>
        MlsSuite.ExpandWithLabel(secret, "secret"u8, Context(stackalloc byte[sizeof(uint)], generation), MlsSuite.HashBytes);

    private static Span<byte> Context(Span<byte> bytes, ulong generation)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)generation);
        return bytes;
    }
}
