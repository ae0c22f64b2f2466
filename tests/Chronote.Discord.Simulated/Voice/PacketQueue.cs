namespace Chronote.Discord.Simulated.Voice;

/// <summary>Packets on their way to one receiver: loses, doubles, reorders, delays and decorates them as its <see cref="PathTroubles"/> say.</summary>
internal sealed class PacketQueue(VoiceSession session, Random random, TimeProvider time)
{
    private const int PaddingBytesMax = 200;

    /// <summary>A packet that is to arrive late arrives after this even when nothing follows it.</summary>
    public static readonly TimeSpan HoldTimeMax = TimeSpan.FromMilliseconds(100);

    private readonly PriorityQueue<byte[], (DateTimeOffset Due, long Order)> waiting = new();
    private readonly List<(byte[] Packet, int Followers, DateTimeOffset Since)> heldBack = [];
    private DateTimeOffset lastDue;
    private long order;

    /// <returns>When to look for due packets: zero for now; null when there is nothing.</returns>
    public TimeSpan? Put(HeardFrame frame, byte[] content)
    {
        var path = session.Path;
        if (Draw(path.LossShare))
        {
            frame.LoseFor(session.User);
            return null;
        }
        var now = time.GetUtcNow();
        var due = now + path.Delay + path.Jitter * random.NextDouble();
        if (due < path.StallUntil) due = path.StallUntil;
        // A network that merely jitters keeps the order of one sender's packets.
        if (due < lastDue) due = lastDue;
        lastDue = due;
        // Nothing but padding, under the number of the real one behind it: must not use that number up.
        if (Draw(path.PurePaddingShare)) Enqueue(Seal(frame, Padding(1 + random.Next(PaddingBytesMax)), true), due);
        if (Draw(path.RtcpShare)) Enqueue(Rtcp(frame), due);
        var padding = Draw(path.PaddingShare) ? Padding(1 + random.Next(PaddingBytesMax)) : [];
        var packet = Seal(frame, [.. content, .. padding], padding.Length > 0);
        if (packet is not null && Draw(path.GarbageShare)) Enqueue(Garbled(packet), due);
        for (var index = heldBack.Count - 1; index >= 0; index--) heldBack[index] = heldBack[index] with { Followers = heldBack[index].Followers - 1 };
        if (packet is not null && Draw(path.ReorderShare)) heldBack.Add((packet, 1 + random.Next(2), now));
        else Enqueue(packet, due);
        Release(held => held.Followers <= 0, due);
        if (Draw(path.DuplicateShare)) Enqueue(packet, due);
        return due > now ? due - now : TimeSpan.Zero;
    }

    public bool HoldsBack => heldBack.Count > 0;

    public IEnumerable<byte[]> Due(DateTimeOffset now)
    {
        Release(held => held.Since + HoldTimeMax <= now, now);
        // A timer may ring a little before its time.
        while (waiting.TryPeek(out _, out var next) && next.Due <= now + TimeSpan.FromMilliseconds(1)) yield return waiting.Dequeue();
    }

    private void Release(Func<(byte[] Packet, int Followers, DateTimeOffset Since), bool> isTime, DateTimeOffset due)
    {
        foreach (var ready in heldBack.Where(isTime).ToList())
        {
            heldBack.Remove(ready);
            Enqueue(ready.Packet, due);
        }
    }

    private bool Draw(double share) => share > 0 && random.NextDouble() < share;

    private void Enqueue(byte[]? packet, DateTimeOffset due)
    {
        if (packet is not null) waiting.Enqueue(packet, (due, order++));
    }

    private byte[]? Seal(HeardFrame frame, byte[] content, bool hasPadding)
    {
        var words = random.Next(session.Path.ExtensionWordsMin, session.Path.ExtensionWordsMax + 1);
        var body = new byte[4 * words];
        random.NextBytes(body);
        return session.Seal(RtpHeader.Write(frame.Sequence, frame.Timestamp, frame.Ssrc, hasPadding, words), [.. body, .. content]);
    }

    private static byte[] Padding(int bytes)
    {
        var padding = new byte[bytes];
        padding[^1] = (byte)bytes;
        return padding;
    }

    // A sender report as it looks from outside: its encryption is nobody's business, since it is dropped by its type.
    private byte[] Rtcp(HeardFrame frame)
    {
        var report = new byte[52];
        random.NextBytes(report);
        (report[0], report[1], report[2], report[3]) = (0x80, 200, 0, 6);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(4), frame.Ssrc);
        return report;
    }

    private byte[] Garbled(byte[] packet)
    {
        var copy = packet.ToArray();
        copy[12 + random.Next(copy.Length - 12)] ^= (byte)(1 << random.Next(8));
        return copy;
    }
}
