namespace Chronote.Media.Levels;

/// <summary>What a chunk's levels say about speech in it.</summary>
/// <param name="HasSpeech">False only when the chunk is surely without speech: it need not be sent to an engine.</param>
/// <param name="FloorDbfs">The background: exceeded by nine frames of ten.</param>
/// <param name="ThresholdDbfs">What a frame had to reach to count.</param>
/// <param name="LoudFrames">Frames that reached it.</param>
public readonly record struct SilenceVerdict(bool HasSpeech, float FloorDbfs, float ThresholdDbfs, int LoudFrames);

/// <summary>
/// Decides whether a decoded chunk can contain speech, by level alone. It errs towards speech: a request too many costs little, a sentence
/// lost cannot be mended.
/// </summary>
/// <remarks>
/// A frame counts when it is louder than <see cref="QuietDbfs"/> and <see cref="AboveFloorDb"/> above the background, or louder than
/// <see cref="AlwaysLoudDbfs"/> whatever the background: continuous speech is its own background. Speech needs <see cref="LoudFramesMin"/>
/// such frames among
/// any <see cref="SpanFrames"/> in a row, so that a click or two do not count.
/// </remarks>
public static class SilenceGate
{
    /// <summary>No intelligible speech is quieter, with a usual microphone.</summary>
    public const float QuietDbfs = -45;

    /// <summary>Speech stands out from steady noise by more.</summary>
    public const float AboveFloorDb = 15;

    /// <summary>Louder than this always counts.</summary>
    public const float AlwaysLoudDbfs = -30;

    /// <summary>The shortest word: 100 ms.</summary>
    public const int LoudFramesMin = 5;

    /// <summary>The time in which it must fit: 300 ms.</summary>
    public const int SpanFrames = 15;

    /// <summary>Judges the levels of a chunk's 20 ms frames, in order.</summary>
    public static SilenceVerdict Judge(ReadOnlySpan<FrameLevel> levels)
    {
        if (levels.IsEmpty)
            return new(false, FrameLevel.SilenceDbfs, QuietDbfs, 0);
        var sorted = new float[levels.Length];
        for (var index = 0; index < levels.Length; index++)
            sorted[index] = levels[index].RmsDbfs;
        Array.Sort(sorted);
        var floorDbfs = sorted[levels.Length / 10];
        var thresholdDbfs = Math.Clamp(floorDbfs + AboveFloorDb, QuietDbfs, AlwaysLoudDbfs);

        var loudFrames = 0;
        var inSpan = 0;
        var hasSpeech = false;
        for (var index = 0; index < levels.Length; index++)
        {
            if (levels[index].RmsDbfs >= thresholdDbfs)
            {
                loudFrames++;
                inSpan++;
            }

            if (index >= SpanFrames && levels[index - SpanFrames].RmsDbfs >= thresholdDbfs)
                inSpan--;
            hasSpeech |= inSpan >= LoudFramesMin;
        }

        return new(hasSpeech, floorDbfs, thresholdDbfs, loudFrames);
    }
}
