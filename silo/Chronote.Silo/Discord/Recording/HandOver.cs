using Chronote.Discord;
using Chronote.Discord.Voice;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What a receiver told, in order: packets and events, copied out of its buffers.</summary>
internal sealed class HandOverBatch
{
    private readonly List<Entry> entries = [];
    private byte[] bytes = [];
    private int used;

    public int Packets { get; private set; }

    public int Bytes => used;

    public int Count => entries.Count;

    public void Add(in VoicePacket packet)
    {
        if (used + packet.Opus.Length > bytes.Length) Array.Resize(ref bytes, Math.Max(used + packet.Opus.Length, Math.Max(2048, bytes.Length * 2)));
        packet.Opus.CopyTo(bytes.AsSpan(used));
        entries.Add(new Entry(null, packet.User, packet.Ssrc, packet.Sequence, packet.RtpTimestamp, packet.Arrived, used, packet.Opus.Length));
        used += packet.Opus.Length;
        Packets++;
    }

    public void Add(VoiceEvent happened) => entries.Add(new Entry(happened, default, 0, 0, 0, 0, 0, 0));

    /// <returns>The event, or null and the packet.</returns>
    public VoiceEvent? At(int index, out VoicePacket packet)
    {
        var entry = entries[index];
        packet = new VoicePacket(entry.User, entry.Ssrc, entry.Sequence, entry.Rtp, entry.Arrived, bytes.AsSpan(entry.From, entry.Length));
        return entry.Happened;
    }

    public void Clear()
    {
        if (bytes.Length > 64 * 1024) bytes = []; // a burst is no reason to keep room for ever
        if (entries.Capacity > 1024) entries.Capacity = 0;
        entries.Clear();
        (used, Packets) = (0, 0);
    }

    private readonly record struct Entry(VoiceEvent? Happened, Snowflake User, uint Ssrc, ushort Sequence, uint Rtp, long Arrived, int From, int Length);
}

/// <summary>Between the receive loop, which may never wait, and a recording: bounded, and what doesn't fit is counted. Two buffers, used in turn.</summary>
internal sealed class HandOver
{
    private readonly Lock gate = new();
    private HandOverBatch filling = new();
    private HandOverBatch taken = new();
    private long overflowed;
    private int events;

    /// <summary>Packets refused so far since whoever takes them was too slow.</summary>
    public long Overflowed => Interlocked.Read(ref overflowed);

    public void Packet(in VoicePacket packet)
    {
        lock (gate)
        {
            if (filling.Packets < RecordingLimits.HandOverPacketsMax && filling.Bytes + packet.Opus.Length <= RecordingLimits.HandOverBytesMax)
            {
                filling.Add(packet);
                return;
            }
        }
        Interlocked.Increment(ref overflowed);
    }

    public void Happened(VoiceEvent happened)
    {
        lock (gate)
        {
            // Drops are told once a second; whoever is so late that they pile up has worse trouble.
            if (happened is VoiceEvent.Dropped && events >= RecordingLimits.HandOverPacketsMax) return;
            events++;
            filling.Add(happened);
        }
    }

    /// <summary>What has come since the last time; good until the next call.</summary>
    public HandOverBatch Take()
    {
        lock (gate)
        {
            taken.Clear();
            (filling, taken) = (taken, filling);
            events = 0;
            return taken;
        }
    }
}
