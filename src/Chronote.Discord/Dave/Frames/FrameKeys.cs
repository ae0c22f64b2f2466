using System.Security.Cryptography;
using Chronote.Discord.Dave.Mls;

namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// The frame keys of the newest epoch and of those just gone. All times are spans since the session began; what has expired is forgotten at the next call.
/// Disposing it forgets all keys.
/// </summary>
internal sealed class FrameKeys : IDisposable
{
    private const int ScratchBytesFirst = 4_096;

    // Oldest first. The newest is tried first: most frames are its.
    private readonly List<EpochFrames> _epochs = [];
    private EpochFrames? _sending;
    private byte[] _scratch = new byte[ScratchBytesFirst];

    /// <summary>A new epoch: frames of the previous ones are read for <see cref="DaveLimits.OldKeysKept"/> more. Our own follow at <see cref="SendWithNewest"/>.</summary>
    public void Install(MlsGroup group, Snowflake self, TimeSpan now)
    {
        Retire(now);
        if (_epochs.Count == DaveLimits.EpochsHeldMax) Forget(0);
        _epochs.Add(new EpochFrames(group, self, now));
    }

    /// <summary>The group is gone: the keys held expire as if a newer epoch were there.</summary>
    public void Retire(TimeSpan now)
    {
        Expire(now);
        if (_epochs is [.., { Expires: var expires } newest] && expires == TimeSpan.MaxValue) newest.Expires = now + DaveLimits.OldKeysKept;
    }

    public void SendWithNewest() => _sending = _epochs is [.., var newest] ? newest : null;

    /// <returns>The encrypted frame; null without keys.</returns>
    public byte[]? Encrypt(ReadOnlySpan<byte> opus, TimeSpan now)
    {
        Expire(now);
        if (_sending is null) SendWithNewest();
        return _sending?.Encrypt(opus);
    }

    /// <param name="opus">At least as long as the trailer's body.</param>
    public FrameVerdict Decrypt(Snowflake sender, in FrameTrailer trailer, Span<byte> opus, TimeSpan now)
    {
        var verdict = Open(sender, trailer, now, trial: false);
        if (verdict == FrameVerdict.Decrypted) trailer.Join(Decrypted(trailer), opus);
        return verdict;
    }

    /// <summary>Whether a frame is genuine as this sender's, seen before or not, without using up its nonce.</summary>
    public bool IsFrom(Snowflake sender, in FrameTrailer trailer, TimeSpan now) => Open(sender, trailer, now, trial: true) is FrameVerdict.Decrypted or FrameVerdict.Replayed;

    public void Dispose()
    {
        while (_epochs.Count > 0) Forget(0);
        CryptographicOperations.ZeroMemory(_scratch);
    }

    private FrameVerdict Open(Snowflake sender, in FrameTrailer trailer, TimeSpan now, bool trial)
    {
        Expire(now);
        var encryptedBytes = trailer.Body.Length - trailer.PlainBytes;
        var ciphertext = trailer.Body;
        ReadOnlySpan<byte> plain = default;
        var scratch = Scratch(3 * trailer.Body.Length);
        if (!trailer.Ranges.IsEmpty)
        {
            // The parts of a frame with unencrypted ranges are gathered behind the place where it is decrypted.
            var gathered = scratch.Slice(2 * encryptedBytes, trailer.Body.Length);
            trailer.Split(gathered[encryptedBytes..], gathered[..encryptedBytes]);
            ciphertext = gathered[..encryptedBytes];
            plain = gathered[encryptedBytes..];
        }
        var verdict = FrameVerdict.NoKeyYet;
        for (var i = _epochs.Count - 1; i >= 0; i--)
        {
            if (_epochs[i].Of(sender) is not { } frames) continue;
            var one = frames.Open(trailer.Nonce, ciphertext, plain, trailer.Tag, scratch, now, trial);
            if (one != FrameVerdict.Forged) return one;
            verdict = one;
        }
        return verdict;
    }

    private ReadOnlySpan<byte> Decrypted(in FrameTrailer trailer) => _scratch.AsSpan(0, trailer.Body.Length - trailer.PlainBytes);

    private Span<byte> Scratch(int bytes)
    {
        if (bytes > _scratch.Length)
        {
            CryptographicOperations.ZeroMemory(_scratch);
            _scratch = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes)];
        }
        return _scratch;
    }

    private void Expire(TimeSpan now)
    {
        while (_epochs.Count > 0 && _epochs[0].Expires <= now) Forget(0);
    }

    private void Forget(int index)
    {
        if (_sending == _epochs[index]) _sending = null;
        _epochs[index].Dispose();
        _epochs.RemoveAt(index);
    }
}
