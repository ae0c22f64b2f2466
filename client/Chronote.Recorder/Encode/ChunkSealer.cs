using System.Buffers;
using Chronote.Client.Timeline;
using Chronote.Media.Levels;
using Chronote.Media.Ogg;
using Chronote.Media.Opus;

namespace Chronote.Recorder.Encode;

/// <summary>An Ogg/Opus chunk, complete in itself.</summary>
/// <param name="DurationSamples">Of what can be heard of it.</param>
/// <param name="SourceSamples">Where it begins, counted from the run's first sample.</param>
/// <param name="GapAfterSamples">Room left on the timeline after it.</param>
internal sealed record EncodedChunk(byte[] Ogg, long StartSamples, bool Estimated, long DurationSamples, long SourceSamples, long GapAfterSamples, bool Stalled);

/// <summary>
/// Turns one run of samples into chunks: encodes at once, closes a chunk in a pause of speech, and gives it its place. The packets of consecutive
/// chunks join without a seam, so a chunk's border cannot be heard.
/// </summary>
internal sealed class ChunkSealer : IDisposable
{
    public const string MediaType = "audio/ogg";

    private readonly SealSettings settings;
    private readonly TrackTimeline timeline;
    private readonly Action<EncodedChunk> closed;
    private readonly Action<FrameLevel> heard;
    private readonly SampleExactEncoder encoder;
    private readonly short[] frame = new short[Samples.PerPacket];
    private readonly ArrayBufferWriter<byte> packets = new();
    private readonly List<int> packetBytes = [];
    private SealState state = SealState.Begin;
    private int frameFilled;
    private long frames;
    private long emitted;
    private (long AfterPacket, int QuietPackets)? pending;

    /// <param name="closed">Takes each chunk as it is closed.</param>
    /// <param name="heard">Takes the level of each 20 ms.</param>
    public ChunkSealer(OpusEncoding encoding, SealSettings settings, TrackTimeline timeline, Action<EncodedChunk> closed, Action<FrameLevel> heard)
    {
        (this.settings, this.timeline, this.closed, this.heard) = (settings, timeline, closed, heard);
        encoder = new SampleExactEncoder(encoding, Packet);
    }

    /// <summary>Samples taken since the run began.</summary>
    public long TakenSamples => frames * Samples.PerPacket + frameFilled;

    public void Push(ReadOnlySpan<short> samples)
    {
        while (samples.Length > 0)
        {
            var taken = Math.Min(samples.Length, frame.Length - frameFilled);
            samples[..taken].CopyTo(frame.AsSpan(frameFilled));
            samples = samples[taken..];
            frameFilled += taken;
            if (frameFilled == frame.Length) Frame();
        }
    }

    /// <summary>The source ended: closes the open chunk, exact to the sample.</summary>
    public void Finish()
    {
        pending = null;
        encoder.Push(frame.AsSpan(0, frameFilled));
        frameFilled = 0;
        var padding = encoder.Flush();
        if (packetBytes.Count > 0) Close(quietPackets: 0, padding);
    }

    public void Dispose() => encoder.Dispose();

    // The encoder hands a packet out a little after its last sample went in, so a decision about a frame waits for the frame's packet.
    private void Frame()
    {
        var level = FrameLevel.Of(frame);
        heard(level);
        (state, var decision) = SealPolicy.Next(settings, state, level, frame.Length);
        if (decision != SealDecision.KeepOpen)
            pending = (frames, decision == SealDecision.AfterGap ? (int)(state.QuietSamples / Samples.PerPacket) : 0);
        frames++;
        frameFilled = 0;
        encoder.Push(frame);
    }

    private void Packet(ReadOnlySpan<byte> packet)
    {
        packets.Write(packet);
        packetBytes.Add(packet.Length);
        if (emitted++ != pending?.AfterPacket) return;
        var quiet = pending.Value.QuietPackets;
        pending = null;
        Close(Math.Min(quiet, packetBytes.Count), endTrim: 0);
    }

    private void Close(int quietPackets, int endTrim)
    {
        var sourceEnd = emitted * Samples.PerPacket - endTrim;
        var source = (emitted - packetBytes.Count) * Samples.PerPacket;
        var correction = timeline.AtEndOf(sourceEnd - source, sourceEnd, quietPackets);
        var kept = packetBytes.Count - correction.DropPackets;
        var duration = kept * Samples.PerPacket - endTrim;
        var (start, estimated) = (timeline.NextStartSamples, timeline.IsEstimated);
        timeline.Placed(duration, correction.GapSamples);
        closed(new EncodedChunk(Ogg(kept, endTrim), start, estimated, duration, source, correction.GapSamples, correction.Stalled));
        packets.ResetWrittenCount();
        packetBytes.Clear();
    }

    private byte[] Ogg(int kept, int endTrim)
    {
        var file = new ArrayBufferWriter<byte>(packets.WrittenCount + 4096);
        var writer = new OggOpusWriter(new OggOpusStream(1), file);
        var bytes = packets.WrittenSpan;
        foreach (var length in packetBytes[..kept])
        {
            writer.Write(bytes[..length]);
            bytes = bytes[length..];
        }
        writer.Finish(endTrim);
        return file.WrittenSpan.ToArray();
    }
}
