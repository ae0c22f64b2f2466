using static Chronote.Discord.Placement.PlacementLimits;

namespace Chronote.Discord.Placement;

/// <summary>A packet that waits for its place.</summary>
/// <param name="Sequence">Unwrapped.</param>
/// <param name="Rtp">Unwrapped, samples.</param>
/// <param name="Arrived">On the receiver's clock, samples.</param>
/// <param name="Due">When it has waited long enough, on the receiver's clock.</param>
internal readonly record struct HeldPacket(long Sequence, long Rtp, long Arrived, long Due, int Duration, bool IsSilence, byte[] Opus)
{
    public long Late => Arrived - Rtp;
}

/// <summary>Packets of one stream by sequence number, bounded in number and bytes.</summary>
internal sealed class HeldPackets
{
    private HeldPacket[] packets = [];
    private int first;

    public int Count { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>Whoever waits has to be let go, so that the next one finds room.</summary>
    public bool IsFull => Count >= HeldPacketsMax || Bytes >= HeldBytesMax;

    /// <summary>By order of sequence numbers.</summary>
    public ref readonly HeldPacket this[int index] => ref packets[first + index];

    /// <returns>False when it is here already.</returns>
    public bool Add(in HeldPacket packet)
    {
        var at = Count;
        while (at > 0 && this[at - 1].Sequence >= packet.Sequence) at--;
        if (at < Count && this[at].Sequence == packet.Sequence) return false;
        if (first + Count == packets.Length) MakeRoom();
        Array.Copy(packets, first + at, packets, first + at + 1, Count - at);
        packets[first + at] = packet;
        Count++;
        Bytes += packet.Opus.Length;
        return true;
    }

    public HeldPacket TakeFirst()
    {
        var taken = packets[first];
        packets[first] = default;
        Count--;
        Bytes -= taken.Opus.Length;
        first = Count == 0 ? 0 : first + 1;
        return taken;
    }

    /// <summary>Lets go of the room that a burst took.</summary>
    public void Trim()
    {
        if (Count == 0 && packets.Length > 32) packets = [];
    }

    /// <summary>When the one that waits longest has waited long enough; it needn't be the first by number.</summary>
    public long EarliestDue()
    {
        var due = long.MaxValue;
        for (var i = 0; i < Count; i++) due = Math.Min(due, this[i].Due);
        return due;
    }

    private void MakeRoom()
    {
        var room = first > 0 ? packets : new HeldPacket[Math.Max(16, packets.Length * 2)];
        Array.Copy(packets, first, room, 0, Count);
        if (room == packets) Array.Clear(packets, Count, first);
        (packets, first) = (room, 0);
    }
}
