using System.Buffers;

namespace Chronote.Discord.Voice.Audio;

/// <summary>
/// Frames that can't be handed on yet, because nobody said whose they are or because the keys for them are still to come. In order per ssrc, each with its own
/// arrival; bounded in time and number. The bytes are pooled: whoever takes a frame out gives it back.
/// </summary>
internal sealed class HeldPackets(TimeSpan heldFor)
{
    private readonly Dictionary<uint, Queue<HeldPacket>> _bySsrc = [];

    public int Count { get; private set; }

    public bool Any(uint ssrc) => _bySsrc.ContainsKey(ssrc);

    public int CountOf(uint ssrc) => _bySsrc.TryGetValue(ssrc, out var queue) ? queue.Count : 0;

    public IReadOnlyCollection<uint> Ssrcs => _bySsrc.Keys;

    public HeldPacket? First(uint ssrc) => _bySsrc.TryGetValue(ssrc, out var queue) ? queue.Peek() : null;

    /// <returns>False when there is no room; the frame is given up.</returns>
    public bool Add(uint ssrc, ushort sequence, uint timestamp, long arrived, ReadOnlySpan<byte> frame, DropReason reason, TimeSpan now)
    {
        if (Count >= VoiceLimits.HeldMax)
            return false;
        if (!_bySsrc.TryGetValue(ssrc, out var queue))
            _bySsrc[ssrc] = queue = new Queue<HeldPacket>();
        if (queue.Count >= VoiceLimits.HeldPerSsrcMax)
            return false;
        var bytes = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(bytes);
        queue.Enqueue(new HeldPacket(sequence, timestamp, arrived, bytes, frame.Length, reason, now + heldFor));
        Count++;
        return true;
    }

    /// <summary>Takes out all frames of an ssrc, oldest first, to be tried again. Those that must wait further are put back by <see cref="PutBack"/>.</summary>
    public IReadOnlyList<HeldPacket> Take(uint ssrc)
    {
        if (!_bySsrc.Remove(ssrc, out var queue))
            return [];
        Count -= queue.Count;
        return [.. queue];
    }

    /// <summary>Frames that still wait, in their old order and with their old end of waiting.</summary>
    public void PutBack(uint ssrc, IReadOnlyList<HeldPacket> waiting)
    {
        if (waiting.Count == 0)
            return;
        _bySsrc[ssrc] = new Queue<HeldPacket>(waiting);
        Count += waiting.Count;
    }

    public void RemoveFirst(uint ssrc)
    {
        var queue = _bySsrc[ssrc];
        queue.Dequeue();
        Count--;
        if (queue.Count == 0)
            _bySsrc.Remove(ssrc);
    }

    /// <summary>Frames whose wait is over.</summary>
    public IEnumerable<(uint Ssrc, HeldPacket Packet)> Expire(TimeSpan now)
    {
        List<(uint, HeldPacket)>? expired = null;
        foreach (var (ssrc, queue) in _bySsrc)
        {
            while (queue.TryPeek(out var packet) && packet.Until <= now)
            {
                (expired ??= []).Add((ssrc, queue.Dequeue()));
                Count--;
            }
        }

        if (expired is null)
            return [];
        foreach (var (ssrc, _) in expired)
            if (_bySsrc.TryGetValue(ssrc, out var queue) && queue.Count == 0)
                _bySsrc.Remove(ssrc);
        return expired;
    }
}

/// <param name="Bytes">Pooled; the frame is the first <paramref name="Length"/> of them.</param>
/// <param name="Reason">What it will count as if nothing changes.</param>
internal readonly record struct HeldPacket(ushort Sequence, uint Timestamp, long Arrived, byte[] Bytes, int Length, DropReason Reason, TimeSpan Until)
{
    public ReadOnlySpan<byte> Frame => Bytes.AsSpan(0, Length);

    public void Release() => ArrayPool<byte>.Shared.Return(Bytes);
}
