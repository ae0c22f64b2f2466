using System.Runtime.InteropServices;
using Chronote.Discord.Dave;
using Chronote.Discord.Voice.Control;
using Chronote.Discord.Voice.Rtp;

namespace Chronote.Discord.Voice.Audio;

/// <summary>
/// The way of a datagram to the sink, for one voice session: header, transport encryption, padding and extension, repeats, whose it is, end-to-end encryption.
/// Nothing here waits; keys, senders and members are looked up per packet, never kept from an earlier one. One caller at a time.
/// </summary>
internal sealed class VoiceAudio(CallMembers members, IDaveSession dave, IVoiceSink sink, VoiceTimings timings) : IDisposable
{
    // Trying every member's keys costs some microseconds each, so not for every held frame.
    private const int FramesPerSearch = 5, FramesBeforeSearchingAll = 25;

    private static ReadOnlySpan<byte> Silence => [0xf8, 0xff, 0xfe];

    private readonly SenderMap _senders = new(timings.HoldMax);
    private readonly HeldPackets _held = new(timings.HoldMax);
    private readonly DropCounts _drops = new();
    private readonly FailureCounts _failures = new();
    private readonly Dictionary<uint, Source> _sources = [];
    private readonly byte[] _plaintext = new byte[VoiceLimits.DatagramBytesMax], _opus = new byte[VoiceLimits.DatagramBytesMax];
    private TransportCipher? _cipher;

    private sealed class Source
    {
        public RtpReplayWindow Seen;
        public TimeSpan Last;
    }

    /// <summary>A new transport key (op 4). Streams go on.</summary>
    public void Use(TransportCipher cipher)
    {
        _cipher?.Dispose();
        _cipher = cipher;
    }

    /// <summary>One of our own frames, sealed for the wire; null before there is a key.</summary>
    public byte[]? Seal(uint ssrc, ushort sequence, uint timestamp, ReadOnlySpan<byte> opus)
    {
        if (_cipher is null)
            return null;
        Span<byte> header = stackalloc byte[RtpPacket.WrittenHeaderBytes];
        RtpPacket.WriteHeader(header, sequence, timestamp, ssrc);
        return _cipher.Seal(header, dave.Encrypt(opus));
    }

    /// <param name="arrived">By <see cref="TimeProvider.GetTimestamp"/>.</param>
    public void Datagram(ReadOnlySpan<byte> datagram, long arrived, TimeSpan now)
    {
        // Answers to our keep-alive come back as they were sent, and so may late answers to the address discovery.
        if (_cipher is null || datagram.Length <= KeepAlive.Bytes || (datagram.Length == AddressDiscovery.Bytes && datagram[0] >> 6 == 0))
            return;
        switch (RtpPacket.Read(datagram, out var packet))
        {
            case RtpKind.Audio:
                break;
            case RtpKind.Malformed:
                _drops.Add(null, DropReason.Malformed);
                return;
            default:
                return;
        }

        var bytes = datagram.Length > VoiceLimits.DatagramBytesMax ? -1 : _cipher.Open(datagram, packet.HeaderBytes, _plaintext);
        if (bytes < 0)
            _drops.Add(null, DropReason.Forged);
        else if (!packet.TryFrame(_plaintext.AsSpan(0, bytes), out var frame))
            _drops.Add(_senders.UserOf(packet.Ssrc, now), DropReason.Malformed);
        else if (frame.IsEmpty)
            return; // Mere padding, which may share its number with a real packet.
        else if (!SourceOf(packet.Ssrc, now).Seen.Accept(packet.Sequence))
            _drops.Add(_senders.UserOf(packet.Ssrc, now), DropReason.Replayed);
        else
            Frame(packet, arrived, frame, now);
    }

    /// <summary>Op 5 or op 12 named a sender: what was held for the name is handed on.</summary>
    public void Named(uint ssrc, Snowflake user, TimeSpan now)
    {
        if (!_senders.Set(ssrc, user))
            return;
        sink.Happened(new VoiceEvent.Speaking(user, ssrc));
        Retry(ssrc, now);
    }

    /// <summary>Op 13.</summary>
    public void Left(Snowflake user, TimeSpan now)
    {
        _senders.Left(user, now);
        _failures.Forget(user);
    }

    /// <summary>New keys, or another protocol version: what was held is tried again.</summary>
    public void KeysChanged(TimeSpan now)
    {
        _failures.Clear();
        foreach (var ssrc in _held.Ssrcs.ToList())
        {
            if (_senders.UserOf(ssrc, now) is null && _held.First(ssrc) is { } first)
                Search(ssrc, first.Frame, everybody: true, now);
            Retry(ssrc, now);
        }
    }

    /// <summary>Some user's frames fail one after the other, nobody else's succeed, and no transition explains it: the group must be entered anew.</summary>
    public bool NeedsRecovery(TimeSpan now) => _failures.NeedsRecovery(now);

    /// <summary>Whether <see cref="Tick"/> has something to do.</summary>
    public bool IsWaiting => _held.Count > 0 || !_drops.IsEmpty;

    public void Lost(DropReason reason, int packets) => _drops.Add(null, reason, packets);

    public void Tick(TimeSpan now)
    {
        foreach (var (ssrc, packet) in _held.Expire(now))
        {
            var user = _senders.UserOf(ssrc, now);
            if (user is not null && packet.Frame.SequenceEqual(Silence))
                Deliver(user.Value, ssrc, packet.Sequence, packet.Timestamp, packet.Arrived, packet.Frame);
            else
                _drops.Add(user, packet.Reason);
            packet.Release();
            ReleaseSilence(ssrc, now);
        }

        foreach (var ssrc in _senders.Expire(now))
            _sources.Remove(ssrc);
        foreach (var dropped in _drops.Take(now))
            sink.Happened(dropped);
    }

    /// <summary>The session is over: what is held is given up and everything given up is told.</summary>
    public void End(TimeSpan now)
    {
        foreach (var ssrc in _held.Ssrcs.ToList())
        {
            foreach (var packet in _held.Take(ssrc))
            {
                _drops.Add(_senders.UserOf(ssrc, now), packet.Reason);
                packet.Release();
            }
        }

        foreach (var dropped in _drops.Take(now, all: true))
            sink.Happened(dropped);
    }

    public void Dispose() => _cipher?.Dispose();

    private Source SourceOf(uint ssrc, TimeSpan now)
    {
        ref var source = ref CollectionsMarshal.GetValueRefOrAddDefault(_sources, ssrc, out var isKnown);
        source ??= new Source();
        source.Last = now;
        var found = source;
        if (!isKnown && _sources.Count > VoiceLimits.SsrcsMax)
            _sources.Remove(_sources.MinBy(pair => pair.Key == ssrc ? TimeSpan.MaxValue : pair.Value.Last).Key);
        return found;
    }

    private void Frame(in RtpPacket packet, long arrived, ReadOnlySpan<byte> frame, TimeSpan now)
    {
        if (_senders.UserOf(packet.Ssrc, now) is not { } user)
        {
            Hold(packet, arrived, frame, DropReason.UnknownSender, null, now);
            var held = _held.CountOf(packet.Ssrc);
            if (held % FramesPerSearch == 1 && Search(packet.Ssrc, frame, held > FramesBeforeSearchingAll, now))
                Retry(packet.Ssrc, now);
            return;
        }

        // Silence needs no keys; it must not overtake the speech before it that does.
        if (frame.SequenceEqual(Silence) && _held.Any(packet.Ssrc))
        {
            Hold(packet, arrived, frame, DropReason.NoKey, user, now);
            return;
        }

        var verdict = Deliver(user, packet.Ssrc, packet.Sequence, packet.Timestamp, arrived, frame);
        Count(user, verdict, now);
        if (Waits(verdict) is { } reason)
            Hold(packet, arrived, frame, reason, user, now);
        else if (GivenUp(verdict) is { } dropped)
            _drops.Add(user, dropped);
    }

    private void Hold(in RtpPacket packet, long arrived, ReadOnlySpan<byte> frame, DropReason reason, Snowflake? user, TimeSpan now)
    {
        if (!_held.Add(packet.Ssrc, packet.Sequence, packet.Timestamp, arrived, frame, reason, now))
            _drops.Add(user, reason);
    }

    /// <summary>Whose keys open a frame, when no one said whose it is. Members without an ssrc come first; the others too once that has failed for a while: an ssrc may have changed.</summary>
    private bool Search(uint ssrc, ReadOnlySpan<byte> frame, bool everybody, TimeSpan now)
    {
        if (frame.SequenceEqual(Silence))
            return false;
        var known = _senders.Users();
        var unnamed = members.Users.Where(user => !known.Contains(user));
        if (dave.SenderOf(frame, unnamed) is not { } user)
        {
            if (!everybody || dave.SenderOf(frame, members.Users.Where(known.Contains)) is not { } other)
                return false;
            user = other;
        }

        if (_senders.Set(ssrc, user))
            sink.Happened(new VoiceEvent.Speaking(user, ssrc));
        return true;
    }

    private void Retry(uint ssrc, TimeSpan now)
    {
        if (_senders.UserOf(ssrc, now) is not { } user || !_held.Any(ssrc))
            return;
        List<HeldPacket>? waiting = null;
        foreach (var packet in _held.Take(ssrc))
        {
            var verdict = packet.Frame.SequenceEqual(Silence) && waiting is not null
                ? FrameVerdict.NoKeyYet
                : Deliver(user, ssrc, packet.Sequence, packet.Timestamp, packet.Arrived, packet.Frame);
            if (Waits(verdict) is { } reason)
            {
                (waiting ??= []).Add(packet with { Reason = reason });
                continue;
            }

            if (GivenUp(verdict) is { } dropped)
                _drops.Add(user, dropped);
            packet.Release();
        }

        if (waiting is not null)
            _held.PutBack(ssrc, waiting);
    }

    /// <summary>Silence that waited only for the frames before it.</summary>
    private void ReleaseSilence(uint ssrc, TimeSpan now)
    {
        if (_senders.UserOf(ssrc, now) is not { } user)
            return;
        while (_held.First(ssrc) is { } first && first.Frame.SequenceEqual(Silence))
        {
            _held.RemoveFirst(ssrc);
            Deliver(user, ssrc, first.Sequence, first.Timestamp, first.Arrived, first.Frame);
            first.Release();
        }
    }

    private FrameVerdict Deliver(Snowflake user, uint ssrc, ushort sequence, uint timestamp, long arrived, ReadOnlySpan<byte> frame)
    {
        var verdict = dave.Decrypt(user, frame, _opus, out var bytes);
        if (verdict is not (FrameVerdict.Decrypted or FrameVerdict.PassedThrough))
            return verdict;
        if (bytes is 0 || bytes > _opus.Length)
            return FrameVerdict.Malformed;
        sink.Packet(new VoicePacket(user, ssrc, sequence, timestamp, arrived, _opus.AsSpan(0, bytes)));
        return verdict;
    }

    private void Count(Snowflake user, FrameVerdict verdict, TimeSpan now)
    {
        if (verdict is FrameVerdict.Decrypted)
            _failures.Succeeded(user, now);
        else if (verdict is FrameVerdict.Forged)
            _failures.Failed(user);
    }

    /// <summary>A frame under keys to come looks forged until they are here, and speakers use them before they are announced to us.</summary>
    private static DropReason? Waits(FrameVerdict verdict) => verdict switch
    {
        FrameVerdict.NoKeyYet => DropReason.NoKey,
        FrameVerdict.Forged => DropReason.Forged,
        _ => null,
    };

    private static DropReason? GivenUp(FrameVerdict verdict) => verdict switch
    {
        FrameVerdict.Replayed => DropReason.Replayed,
        FrameVerdict.Plain => DropReason.Plain,
        FrameVerdict.Malformed => DropReason.Malformed,
        _ => null,
    };
}
