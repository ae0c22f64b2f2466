namespace Chronote.Media.Opus;

/// <summary>Receives one packet; the bytes are valid until it returns.</summary>
public delegate void OpusPacketSink(ReadOnlySpan<byte> packet);

/// <summary>
/// Encodes a track without a break so that packet k decodes exactly at samples [960 k, 960 (k + 1)) of what was pushed: with pre-skip 0,
/// and wherever the row of packets is cut into chunks.
/// </summary>
/// <remarks>
/// An encoder's output lags behind its input by its lookahead. Priming it with silence until lag and priming together are whole frames, and
/// dropping those frames' packets, puts input and packets on the same grid. Packet k leaves as soon as sample 960 (k + 1) + lookahead − 1
/// was pushed. In Opus' speech mode the codec itself is heard a few samples (below 0.1 ms) early, with any encoder. Not for use by two
/// threads at once.
/// </remarks>
public sealed class SampleExactEncoder : IDisposable
{
    private const float FullScale = 1f / 32_768f;

    private readonly OpusEncoder encoder;
    private readonly OpusPacketSink sink;
    private readonly float[] frame;
    private readonly byte[] packet = new byte[MediaLimits.OpusFrameBytesMax];
    private int frameValues;
    private int packetsToDrop;
    private bool flushed;

    /// <exception cref="OpusLibraryMissing">libopus is not installed.</exception>
    public SampleExactEncoder(OpusEncoding encoding, OpusPacketSink sink)
    {
        this.sink = sink;
        encoder = new(encoding);
        Channels = encoding.Channels;
        frame = new float[OpusEncoder.FrameSamples * Channels];
        packetsToDrop = (encoder.LookaheadSamples + OpusEncoder.FrameSamples - 1) / OpusEncoder.FrameSamples;
        PushSilence(packetsToDrop * OpusEncoder.FrameSamples - encoder.LookaheadSamples);
        PushedSamples = 0;
    }

    public int Channels { get; }

    /// <summary>Samples per channel pushed so far.</summary>
    public long PushedSamples { get; private set; }

    /// <summary>Packets handed to the sink so far; they cover samples [0, 960 × packets).</summary>
    public long EmittedPackets { get; private set; }

    /// <summary>Pushes interleaved samples, full scale ±1.</summary>
    public void Push(ReadOnlySpan<float> pcm)
    {
        BeforePush(pcm.Length);
        while (pcm.Length > 0)
        {
            var taken = Math.Min(pcm.Length, frame.Length - frameValues);
            pcm[..taken].CopyTo(frame.AsSpan(frameValues));
            pcm = pcm[taken..];
            Advance(taken);
        }
    }

    /// <summary>Pushes interleaved 16-bit samples.</summary>
    public void Push(ReadOnlySpan<short> pcm)
    {
        BeforePush(pcm.Length);
        while (pcm.Length > 0)
        {
            var taken = Math.Min(pcm.Length, frame.Length - frameValues);
            for (var index = 0; index < taken; index++)
                frame[frameValues + index] = pcm[index] * FullScale;
            pcm = pcm[taken..];
            Advance(taken);
        }
    }

    /// <summary>Ends the track: pads with silence until the last pushed sample was handed out in a packet.</summary>
    /// <returns>Padding in the last packet, 0 to 959 samples per channel: its end trim.</returns>
    public int Flush()
    {
        ObjectDisposedException.ThrowIf(flushed, this);
        var pushedSamples = PushedSamples;
        var packets = (pushedSamples + OpusEncoder.FrameSamples - 1) / OpusEncoder.FrameSamples;
        var paddingSamples = (int)(packets * OpusEncoder.FrameSamples - pushedSamples);
        if (packets > 0)
            PushSilence(paddingSamples + encoder.LookaheadSamples);
        PushedSamples = pushedSamples;
        flushed = true;
        return paddingSamples;
    }

    public void Dispose() => encoder.Dispose();

    private void BeforePush(int values)
    {
        ObjectDisposedException.ThrowIf(flushed, this);
        if (values % Channels != 0)
            throw new ArgumentException($"{values} values are not whole samples of {Channels} channels.");
        PushedSamples += values / Channels;
    }

    private void PushSilence(int samples)
    {
        var values = samples * Channels;
        while (values > 0)
        {
            var taken = Math.Min(values, frame.Length - frameValues);
            frame.AsSpan(frameValues, taken).Clear();
            values -= taken;
            Advance(taken);
        }
    }

    private void Advance(int values)
    {
        frameValues += values;
        if (frameValues < frame.Length)
            return;
        frameValues = 0;
        var bytes = encoder.Encode(frame, packet);
        if (packetsToDrop > 0)
        {
            packetsToDrop--;
            return;
        }

        EmittedPackets++;
        sink(packet.AsSpan(0, bytes));
    }
}
