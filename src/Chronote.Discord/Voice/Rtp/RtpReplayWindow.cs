namespace Chronote.Discord.Voice.Rtp;

/// <summary>
/// Which sequence numbers of one ssrc were seen, over the 16-bit wrap. The newest may move ahead by any distance up to half the circle; what lies behind the window counts as seen.
/// A sender that begins anew under its old ssrc is followed after some consecutive packets (RFC 3550, appendix A.1); end-to-end encryption still refuses frames repeated so.
/// </summary>
internal struct RtpReplayWindow
{
    private const int Words = VoiceLimits.ReplayWindowPackets / 64, ConsecutiveToBeginAnew = 8;

    private ulong[]? _seen;
    private ushort _newest, _expectedBehind;
    private int _consecutiveBehind;

    /// <returns>False for a number seen before, or too old to tell.</returns>
    public bool Accept(ushort sequence)
    {
        if (_seen is null)
        {
            _seen = new ulong[Words];
            _newest = sequence;
            Mark(sequence);
            return true;
        }

        // On the circle of 16 bits: positive is ahead of the newest, else behind it.
        var ahead = (short)(sequence - _newest);
        if (ahead > 0)
        {
            if (ahead >= VoiceLimits.ReplayWindowPackets)
                Array.Clear(_seen);
            else
                for (var skipped = 1; skipped <= ahead; skipped++)
                    Unmark((ushort)(_newest + skipped));
            _newest = sequence;
            Mark(sequence);
            return true;
        }

        if (-ahead >= VoiceLimits.ReplayWindowPackets)
            return BeginsAnew(sequence);
        if (IsMarked(sequence))
            return false;
        Mark(sequence);
        return true;
    }

    private bool BeginsAnew(ushort sequence)
    {
        _consecutiveBehind = sequence == _expectedBehind ? _consecutiveBehind + 1 : 1;
        _expectedBehind = (ushort)(sequence + 1);
        if (_consecutiveBehind < ConsecutiveToBeginAnew)
            return false;
        this = default;
        return Accept(sequence);
    }

    private static int Word(ushort sequence) => sequence / 64 % Words;

    private static ulong Bit(ushort sequence) => 1UL << (sequence % 64);

    private readonly bool IsMarked(ushort sequence) => (_seen![Word(sequence)] & Bit(sequence)) != 0;

    private readonly void Mark(ushort sequence) => _seen![Word(sequence)] |= Bit(sequence);

    private readonly void Unmark(ushort sequence) => _seen![Word(sequence)] &= ~Bit(sequence);
}
