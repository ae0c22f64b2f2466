namespace Chronote.Discord.Dave.Frames;

/// <summary>
/// Which nonces of a sender were accepted, so that each is accepted once (DAVE protocol, "Truncated synchronization nonce"). Counts unwrapped nonces. Reaches
/// <see cref="DaveLimits.NoncesMissingMax"/> back from the newest; what is older counts as seen. Allocates nothing.
/// </summary>
internal struct ReplayWindow
{
    private const int Bits = 1_024;
    private const int WordBits = 64;

    private Seen _seen;
    private ulong _newest;
    private bool _any;

    public readonly bool IsNew(ulong nonce)
    {
        if (!_any || nonce > _newest) return true;
        return _newest - nonce <= DaveLimits.NoncesMissingMax && (_seen[Word(nonce)] & Bit(nonce)) == 0;
    }

    public void Mark(ulong nonce)
    {
        if (!_any)
        {
            _newest = nonce;
            _any = true;
        }
        else if (nonce > _newest)
        {
            if (nonce - _newest >= Bits) _seen = default;
            else for (var skipped = _newest + 1; skipped < nonce; skipped++) _seen[Word(skipped)] &= ~Bit(skipped);
            _newest = nonce;
        }
        _seen[Word(nonce)] |= Bit(nonce);
    }

    private static int Word(ulong nonce) => (int)(nonce % Bits / WordBits);

    private static ulong Bit(ulong nonce) => 1ul << (int)(nonce % WordBits);

    [System.Runtime.CompilerServices.InlineArray(Bits / WordBits)]
    private struct Seen
    {
        private ulong _word;
    }
}
