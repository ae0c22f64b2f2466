namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// One sender's frames in one epoch: which generation a nonce belongs to, which keys of it are held, and which nonces were seen. All times are spans since
/// the session began. Disposing it forgets all keys.
/// </summary>
/// <param name="baseSecret">16 bytes, taken over.</param>
/// <param name="created">The generation can't be further than the sender's frames since then allow.</param>
internal sealed class ReceivedFrames(byte[] baseSecret, TimeSpan created) : IDisposable
{
    public const int GenerationShift = 24;
    private const uint CounterMask = (1u << GenerationShift) - 1;
    private const ulong GenerationWrap = 256;

    private readonly KeyRatchet _ratchet = new(baseSecret);
    private readonly List<Held> _held = [];
    private ReplayWindow _seen;

    private sealed record Held(ulong Generation, FrameCipher Cipher)
    {
        /// <summary>When a newer generation was proven, plus <see cref="DaveLimits.OldKeysKept"/>.</summary>
        public TimeSpan Expires { get; set; } = TimeSpan.MaxValue;
    }

    /// <summary>Newest generation that a genuine frame proved.</summary>
    private ulong Newest => _ratchet.Next == 0 ? 0 : _ratchet.Next - 1;

    private ulong Oldest => _held.Count == 0 ? Newest : _held[0].Generation;

    /// <summary>Checks a frame and, when it is genuine and not a trial, uses up its nonce.</summary>
    /// <param name="scratch">The plaintext is in its beginning when the verdict is <see cref="FrameVerdict.Decrypted"/>.</param>
    public FrameVerdict Open(uint nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> plainRanges, ReadOnlySpan<byte> tag, Span<byte> scratch, TimeSpan now, bool trial)
    {
        Expire(now);
        var generation = Unwrap(nonce >> GenerationShift);
        var unwrapped = generation << GenerationShift | nonce & CounterMask;
        if (generation > Newest + DaveLimits.GenerationGapMax || generation > Reachable(now - created)) return FrameVerdict.Forged;

        if (generation < _ratchet.Next)
        {
            if (Find(generation) is not { } cipher || !cipher.TryOpen(nonce, ciphertext, plainRanges, tag, scratch)) return FrameVerdict.Forged;
        }
        else if (generation == 0)
        {
            if (!Step(now).TryOpen(nonce, ciphertext, plainRanges, tag, scratch)) return FrameVerdict.Forged;
        }
        else
        {
            using var ahead = _ratchet.Peek(generation);
            if (!ahead.TryOpen(nonce, ciphertext, plainRanges, tag, scratch)) return FrameVerdict.Forged;
            while (!trial && _ratchet.Next <= generation) Step(now);
        }
        // Only now: another epoch counts from 1 again, and its frames are no replay of this one's.
        if (!_seen.IsNew(unwrapped)) return FrameVerdict.Replayed;
        if (!trial) _seen.Mark(unwrapped);
        return FrameVerdict.Decrypted;
    }

    public void Dispose()
    {
        _ratchet.Dispose();
        foreach (var held in _held) held.Cipher.Dispose();
    }

    /// <summary>Generations a sender can have come to in this time: 170 frames a second fill one in 27 hours.</summary>
    private static ulong Reachable(TimeSpan age) => (ulong)((long)age.TotalSeconds * DaveLimits.SenderFramesPerSecondMax) >> GenerationShift;

    /// <summary>The wire carries a generation modulo 256: it is the first one from the oldest held on.</summary>
    private ulong Unwrap(uint onWire)
    {
        var oldest = Oldest;
        return oldest + (onWire + GenerationWrap - oldest % GenerationWrap) % GenerationWrap;
    }

    private FrameCipher? Find(ulong generation)
    {
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].Generation == generation) return _held[i].Cipher;
        }
        return null;
    }

    private FrameCipher Step(TimeSpan now)
    {
        if (_held is [.., var previous]) previous.Expires = now + DaveLimits.OldKeysKept;
        var generation = _ratchet.Next;
        var cipher = _ratchet.Step();
        _held.Add(new Held(generation, cipher));
        return cipher;
    }

    private void Expire(TimeSpan now)
    {
        while (_held.Count > 1 && _held[0].Expires <= now)
        {
            _held[0].Cipher.Dispose();
            _held.RemoveAt(0);
        }
    }
}
