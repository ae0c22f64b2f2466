using Chronote.Client.Timeline;
using Chronote.Media.Levels;

namespace Chronote.Recorder.Capture;

/// <summary>A stretch in which a source gave nothing at all.</summary>
internal readonly record struct NoSignal(long StartSamples, long DurationSamples);

/// <summary>Notices a source that is connected and mute: a microphone switched off, the wrong device. A quiet room still has noise; this has none.</summary>
internal sealed class SignalWatch
{
    public static readonly TimeSpan ToldAfter = TimeSpan.FromSeconds(30);

    // Sixteen-bit silence with a last bit of dither is −90; the quietest real microphones are far above −80.
    private const float SignalPeakDbfs = -80;

    private long quietSince = -1;
    private long now;
    private bool told;

    /// <param name="placeSamples">The frame's place on the timeline.</param>
    /// <param name="becameMute">True once per stretch, when it has lasted <see cref="ToldAfter"/>.</param>
    /// <returns>The stretch, when it has just ended and had been told.</returns>
    public NoSignal? Heard(FrameLevel level, long placeSamples, out bool becameMute)
    {
        becameMute = false;
        now = placeSamples + Samples.PerPacket;
        if (level.PeakDbfs > SignalPeakDbfs) return End();
        if (quietSince < 0) quietSince = placeSamples;
        becameMute = !told && now - quietSince >= Samples.Of(ToldAfter);
        told |= becameMute;
        return null;
    }

    /// <summary>The source ended, or sounds again.</summary>
    public NoSignal? End()
    {
        NoSignal? stretch = told ? new NoSignal(quietSince, now - quietSince) : null;
        (quietSince, told) = (-1, false);
        return stretch;
    }
}
