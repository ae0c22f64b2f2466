using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave.Frames;

/// <summary>Our own frames in one epoch. The first nonce is 1; the generation is its top byte and goes on counting when that wraps.</summary>
/// <param name="baseSecret">16 bytes, taken over.</param>
/// <param name="start">The nonce before the first one; other than 0 only to begin near a boundary.</param>
internal sealed class SentFrames(byte[] baseSecret, ulong start = 0) : IDisposable
{
    private readonly KeyRatchet _ratchet = new(baseSecret);
    private FrameCipher? _cipher;
    private ulong _nonce = start;

    public byte[] Encrypt(ReadOnlySpan<byte> opus)
    {
        _nonce++;
        while (_cipher is null || _ratchet.Next <= _nonce >> ReceivedFrames.GenerationShift)
        {
            _cipher?.Dispose();
            _cipher = _ratchet.Step();
        }
        Span<byte> tag = stackalloc byte[MlsSuite.TagBytes];
        Span<byte> trailer = stackalloc byte[FrameTrailer.BytesMax];
        var ciphertext = new byte[opus.Length];
        _cipher.Seal((uint)_nonce, opus, ciphertext, tag);
        return [.. ciphertext, .. trailer[..FrameTrailer.Write(trailer, tag, (uint)_nonce)]];
    }

    public void Dispose()
    {
        _ratchet.Dispose();
        _cipher?.Dispose();
    }
}
