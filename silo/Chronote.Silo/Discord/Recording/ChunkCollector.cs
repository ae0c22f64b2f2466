using Chronote.Discord.Placement;
using static Chronote.Silo.Discord.Recording.RecordingLimits;

namespace Chronote.Silo.Discord.Recording;

/// <summary>What a speaker's packets come to.</summary>
internal interface ICollected
{
    void Sealed(OpenChunk chunk);

    /// <summary>A stretch without audio, on the meeting's timeline.</summary>
    void Gap(long startSamples, long durationSamples, string reason);
}

/// <summary>
/// Collects one speaker's placed packets into chunks and says when a chunk ends: at five frames of silence, at any other gap, when nothing came for a while,
/// after 15 s, and when the stream is another one. A short loss is left to the decoder, inside the chunk. Pure.
/// </summary>
/// <param name="toTimeline">From the receiver's clock to the meeting's timeline, samples.</param>
/// <param name="notBeforeSamples">Where the track ended before, on the timeline.</param>
internal sealed class ChunkCollector(ICollected to, Func<long, long> toTimeline, long notBeforeSamples) : IPlacedPackets
{
    private int serial, run;
    private double chunksAllowed = ChunksAtOnceMax;
    private long allowedAtSamples;
    private long sourceEnd = long.MinValue;

    /// <summary>The chunk being collected; null between two.</summary>
    public OpenChunk? Open { get; private set; }

    /// <summary>Where the track's audio ends so far, on the timeline.</summary>
    public long EndSamples { get; private set; } = notBeforeSamples;

    /// <summary>Packets left to the decoder to conceal.</summary>
    public long Concealed { get; private set; }

    /// <summary>Packets refused since they began chunks faster than anybody speaks.</summary>
    public long Refused { get; private set; }

    public void Placed(in PlacedPacket packet)
    {
        if (packet.Seam == Seam.Anchored)
        {
            Seal();
            (run, sourceEnd) = (run + 1, long.MinValue);
        }
        var gap = sourceEnd == long.MinValue ? 0 : packet.StartSamples - sourceEnd;
        if (gap > 0 && !(packet.LostBefore > 0 && packet.Seam == Seam.Continues && Bridges(gap)))
        {
            Seal();
            if (packet is { LostBefore: > 0, Seam: Seam.Continues } && gap >= GapSamplesMin) to.Gap(EndSamples, gap, GapReason.PacketLoss);
        }
        if (Open is { } open && open.DurationSamples + packet.DurationSamples > ChunkSamplesMax) Seal();
        if (Open is null)
        {
            if (!MayBegin(packet.StartSamples))
            {
                Refused++;
                return;
            }
            Open = new OpenChunk(serial++, run, PlaceOf(packet.StartSamples), packet.StartSamples);
        }
        Open.Add(packet.Opus, packet.DurationSamples);
        sourceEnd = packet.StartSamples + packet.DurationSamples;
        EndSamples = Open.StartSamples + Open.DurationSamples;
        if (Open.SilentTail >= SilentPacketsThatSeal) Seal();
    }

    /// <summary>Time went by.</summary>
    /// <param name="nowSamples">On the receiver's clock.</param>
    public void Pass(long nowSamples)
    {
        if (Open is not { } open) return;
        var quiet = nowSamples - open.SourceEndSamples;
        if (quiet >= LongQuietSamples || (quiet >= ShortQuietSamples && open.DurationSamples >= ChunkSamplesForShortQuiet)) Seal();
    }

    public void Seal()
    {
        if (Open is not { } open) return;
        Open = null;
        to.Sealed(open);
    }

    private bool MayBegin(long atSamples)
    {
        chunksAllowed = Math.Min(ChunksAtOnceMax, chunksAllowed + (atSamples - allowedAtSamples) * ChunksPerSecondMax / (double)Domain.Limits.SamplesPerSecond);
        allowedAtSamples = atSamples;
        if (chunksAllowed < 1) return false;
        chunksAllowed--;
        return true;
    }

    private bool Bridges(long gap)
    {
        if (Open is not { } open || gap > ConcealedSamplesMax || open.DurationSamples + gap >= ChunkSamplesMax) return false;
        var before = open.Packets;
        if (!open.Conceal(gap)) return false;
        Concealed += open.Packets - before;
        return true;
    }

    // What follows without a gap stays without one: the two clocks part by less than a seam within a chunk.
    private long PlaceOf(long sourceSamples)
    {
        var place = Math.Max(0, toTimeline(sourceSamples));
        if (EndSamples == 0) return place;
        var behind = place - EndSamples;
        if (behind <= 0 || (sourceSamples == sourceEnd && behind <= SeamSamplesMax)) return EndSamples;
        return EndSamples + behind / PlaceStepSamples * PlaceStepSamples;
    }
}
