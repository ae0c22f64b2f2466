using Chronote.Discord.Voice;
using static Chronote.Discord.Placement.PlacementLimits;

namespace Chronote.Discord.Placement;

/// <summary>
/// Places one user's packets on the receiver's clock: in order, each once, by RTP time (RFC 3550, section 5.1) anchored to the least late arrival and
/// corrected for the skew of the two clocks. Pure: time is an argument, nothing waits, nothing is decoded, filled in or left out.
/// </summary>
/// <remarks>
/// RTP time counts while it is plausible: jitter, loss, or a stall with the burst after it move nothing. Over a pause it may not be: some senders stop
/// their RTP clock there, others let it run on. So the first packets after a pause wait together (<see cref="HoldSamples"/>), and when even the
/// least late of them contradicts RTP time by more than jitter can, arrival counts and the place is marked <see cref="Seam.Reanchored"/>.
/// Skew is corrected in pauses, in silence and at losses, and for a slow sender elsewhere by room of 20 ms. A fast sender that never pauses and
/// loses nothing can't be corrected without cutting speech, so it isn't. Held are at most <see cref="HeldPacketsMax"/> packets and
/// <see cref="HeldBytesMax"/> bytes; all else is about 3 KB. One caller at a time.
/// </remarks>
public sealed class SpeakerTimeline(IPlacedPackets placed)
{
    // After a new ssrc, packets of the old one are stragglers for this long; then the user came back to it.
    private const long StragglersSamples = 2_000L * SamplesPerMillisecond;

    // Of a jump of RTP time this long it can be told whether the arrivals jumped as well.
    private const long TellingPauseSamples = 60L * SamplesPerMillisecond;

    // Packets that come in less than about two thirds of the time they last are catching up after a stall.
    private const double CatchingUpMin = 0.35;
    private const int CatchingUpPacketsMin = 5;

    private readonly HeldPackets held = new();
    private SenderClock clock = new();
    private PlacementCounts counts;
    private long now = long.MinValue;

    // The stream: one ssrc of one voice session.
    private bool hasStream, isAnchored;
    private uint ssrc, ssrcBefore;
    private long stragglersUntil = long.MinValue;
    private long sequenceMax, rtpOfMax;
    private double streamsAllowed = StreamsMax;
    private long streamsCountedAt;

    // The packet placed last.
    private long sequence, rtpEnd, late;
    private int duration;
    private bool wasSilence;
    private ulong seen;
    private int trust;
    private long placeEnd = long.MinValue;

    public PlacementCounts Counts => counts;

    public int HeldPacketCount => held.Count;

    /// <summary>Where the packet placed last ended, on the receiver's clock; null before the first.</summary>
    public long? EndSamples => placeEnd == long.MinValue ? null : placeEnd;

    /// <summary>How much slower the sender's clock runs than the receiver's, parts per one; 0 until a minute was heard.</summary>
    public double Skew => clock.Rate;

    /// <param name="arrivedSamples">When the datagram arrived, on the receiver's clock; may lie behind <paramref name="nowSamples"/> for a packet that was held for its sender's name or keys.</param>
    /// <param name="nowSamples">The receiver's clock now.</param>
    public void Arrived(in VoicePacket packet, long arrivedSamples, long nowSamples)
    {
        now = Math.Max(now, nowSamples);
        counts = counts with { Arrived = counts.Arrived + 1 };
        var length = OpusPacket.DurationSamples(packet.Opus);
        if (length == 0)
        {
            counts = counts with { Malformed = counts.Malformed + 1 };
            return;
        }
        if (!hasStream || packet.Ssrc != ssrc)
        {
            if (hasStream && packet.Ssrc == ssrcBefore && now < stragglersUntil)
            {
                counts = counts with { Late = counts.Late + 1 };
                return;
            }
            if (!BeginStream(packet)) return;
        }
        var number = sequenceMax + (short)(packet.Sequence - (ushort)sequenceMax);
        if (Math.Abs(number - sequenceMax) > SequenceJumpMax)
        {
            if (!BeginStream(packet)) return;
            number = sequenceMax;
        }
        var rtp = rtpOfMax + (int)(packet.RtpTimestamp - (uint)rtpOfMax);
        if (number > sequenceMax) (sequenceMax, rtpOfMax) = (number, rtp);
        if (isAnchored && number <= sequence)
        {
            Straggler(sequence - number);
            return;
        }
        var silence = OpusPacket.IsSilence(packet.Opus);
        if (isAnchored && held.Count == 0 && number == sequence + 1 && rtp == rtpEnd && !MayFollowPause(rtp, arrivedSamples - rtp, silence))
        {
            Place(number, rtp, arrivedSamples, length, silence, StartOf(rtp, 0, 0, clock.LateAt(rtp), out var seam), 0, seam, packet.Opus);
            return;
        }
        if (!held.Add(new HeldPacket(number, rtp, arrivedSamples, now + HoldSamples, length, silence, packet.Opus.ToArray())))
            counts = counts with { Duplicates = counts.Duplicates + 1 };
        Release(hurry: false);
    }

    /// <summary>Time went by: places what has waited long enough. To be called every 100 ms or so.</summary>
    public void Pass(long nowSamples)
    {
        now = Math.Max(now, nowSamples);
        if (held.Count == 0) return;
        Release(hurry: false);
        held.Trim();
    }

    /// <summary>A new voice session: ssrcs, numbers and timestamps begin anew.</summary>
    public void NewSession()
    {
        Flush();
        (hasStream, stragglersUntil) = (false, long.MinValue);
    }

    /// <summary>Places everything held, as nothing more will come.</summary>
    public void Flush()
    {
        Release(hurry: true);
        held.Trim();
    }

    /// <returns>False when the sender begins anew so often that it can't be meant.</returns>
    private bool BeginStream(in VoicePacket packet)
    {
        streamsAllowed = Math.Min(StreamsMax, streamsAllowed + (now - streamsCountedAt) / (double)StreamEverySamples);
        streamsCountedAt = now;
        if (streamsAllowed < 1)
        {
            counts = counts with { TooFast = counts.TooFast + 1 };
            return false;
        }
        streamsAllowed--;
        Flush();
        if (hasStream && packet.Ssrc != ssrc) (ssrcBefore, stragglersUntil) = (ssrc, now + StragglersSamples);
        (hasStream, isAnchored, ssrc) = (true, false, packet.Ssrc);
        (sequenceMax, rtpOfMax) = (packet.Sequence, packet.RtpTimestamp);
        (clock, trust) = (new SenderClock(), 0);
        return true;
    }

    private void Straggler(long behind)
    {
        var bit = behind < 64 ? 1UL << (int)behind : 0;
        if ((seen & bit) != 0) counts = counts with { Duplicates = counts.Duplicates + 1 };
        else counts = counts with { Late = counts.Late + 1 };
        seen |= bit;
    }

    private void Release(bool hurry)
    {
        while (held.Count > 0)
        {
            ref readonly var head = ref held[0];
            if (!isAnchored)
            {
                if (Waits(hurry)) return;
                Anchor();
                continue;
            }
            var lost = (int)(head.Sequence - sequence - 1);
            var jump = head.Rtp - rtpEnd;
            var isLoss = lost > 0 && jump > 0 && jump <= (long)lost * Math.Max(duration, head.Duration);
            var mayFollowPause = jump != 0 && !isLoss || MayFollowPause(head.Rtp, head.Late, head.IsSilence);
            if ((lost > 0 || mayFollowPause) && Waits(hurry)) return;
            Seam seam;
            var start = mayFollowPause ? AfterPause(head, lost, jump, isLoss, out seam) : StartOf(head.Rtp, lost, jump, clock.LateAt(head.Rtp), out seam);
            PlaceHead(start, lost, seam);
        }
    }

    private bool Waits(bool hurry) => !hurry && !held.IsFull && now < held.EarliestDue();

    // The speaker had stopped, or nothing came for a while: what follows may be later than its RTP time says.
    private bool MayFollowPause(long rtp, long lateness, bool isSilence) =>
        lateness - late > ArrivalGapSamples || (wasSilence && !isSilence && lateness - clock.LateAt(rtp) > JitterBoundSamples);

    private void Anchor()
    {
        isAnchored = true;
        counts = counts with { Anchors = counts.Anchors + 1 };
        var least = LeastLate();
        clock.Heard(held[0].Rtp, least);
        PlaceHead(Math.Max(placeEnd, held[0].Rtp + least), 0, Seam.Anchored);
    }

    private long AfterPause(in HeldPacket head, int lost, long jump, bool isLoss, out Seam seam)
    {
        var expected = clock.LateAt(head.Rtp);
        var least = LeastLate();
        var isTrusted = trust >= PausesToTrustClock;
        var bound = isTrusted ? JitterBoundOfRunningClockSamples : JitterBoundSamples;
        // Late packets that come faster than they were spoken were held up on their way, unless a full stop and no word of RTP about it say that there was a pause.
        var mayBeHeldUp = jump > 0 || (jump == 0 && (!wasSilence || isTrusted));
        var rtpIsPlausible = least - expected >= -ArrivalGapSamples && (least - expected <= bound || (mayBeHeldUp && IsCatchingUp()));
        if (rtpIsPlausible)
        {
            if (lost == 0 && jump >= TellingPauseSamples && trust < PausesToTrustClock) trust++;
            var level = Math.Min(expected, least);
            if (jump == 0 || isLoss) return StartOf(head.Rtp, lost, jump, level, out seam);
            seam = Seam.Paused;
            return Math.Max(placeEnd, head.Rtp + level);
        }
        clock.Restart();
        clock.Heard(head.Rtp, least);
        trust = 0;
        seam = Seam.Reanchored;
        counts = counts with { Reanchors = counts.Reanchors + 1 };
        return Math.Max(placeEnd, head.Rtp + least);
    }

    // Without a pause the RTP distance is kept to the sample, until the clocks have parted so far that it has to be mended, and can be.
    private long StartOf(long rtp, int lost, long jump, long level, out Seam seam)
    {
        var exact = placeEnd + Math.Max(0, jump);
        var behind = rtp + level - exact;
        var canMend = wasSilence || lost > 0 ? Math.Abs(behind) > SkewInSilenceSamples : behind > SkewAnywhereSamples;
        var start = canMend ? Math.Max(placeEnd, exact + behind) : exact;
        seam = start == exact ? Seam.Continues : Seam.Corrected;
        if (seam == Seam.Corrected) counts = counts with { Corrections = counts.Corrections + 1 };
        return start;
    }

    // Of all that is held in one stretch of plausible RTP time. A sender's clock that stands still only ever makes later packets later, so the least is of the first ones or right for all.
    private long LeastLate()
    {
        var least = held[0].Late;
        for (var i = 1; i < held.Count; i++)
        {
            if (held[i].Rtp < held[i - 1].Rtp || held[i].Late < held[i - 1].Late - AheadMaxSamples) break;
            least = Math.Min(least, held[i].Late);
        }
        return least;
    }

    private bool IsCatchingUp()
    {
        var end = 1;
        while (end < held.Count && held[end].Rtp >= held[end - 1].Rtp && !(held[end - 1].IsSilence && !held[end].IsSilence)) end++;
        if (end < CatchingUpPacketsMin) return false;
        var gained = LeastOf(0) - LeastOf(end - 3);
        return gained > CatchingUpMin * (held[end - 1].Rtp - held[0].Rtp);
    }

    private long LeastOf(int from) => Math.Min(held[from].Late, Math.Min(held[from + 1].Late, held[from + 2].Late));

    private void PlaceHead(long start, int lost, Seam seam)
    {
        var head = held.TakeFirst();
        Place(head.Sequence, head.Rtp, head.Arrived, head.Duration, head.IsSilence, start, lost, seam, head.Opus);
    }

    private void Place(long number, long rtp, long arrived, int length, bool silence, long start, int lost, Seam seam, ReadOnlySpan<byte> opus)
    {
        var step = number - sequence;
        seen = seam == Seam.Anchored || step >= 64 ? 1 : seen << (int)step | 1;
        (sequence, rtpEnd, late, duration, wasSilence) = (number, rtp + length, arrived - rtp, length, silence);
        clock.Heard(rtp, late);
        counts = counts with { Lost = counts.Lost + lost };
        if (start - arrived > AheadMaxSamples)
        {
            counts = counts with { TooFast = counts.TooFast + 1 };
            return;
        }
        counts = counts with { Placed = counts.Placed + 1 };
        placeEnd = start + length;
        placed.Placed(new PlacedPacket(start, length, lost, seam, opus));
    }
}
