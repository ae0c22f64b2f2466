namespace Chronote.Media.Levels;

/// <summary>How loud 20 ms are, in dB relative to full scale: 0 is a full-scale square wave, digital silence is −120.</summary>
/// <param name="RmsDbfs">Root mean square, −120 to 0 (a little above 0 for values beyond full scale).</param>
/// <param name="PeakDbfs">Largest magnitude, −120 to 0.</param>
public readonly record struct FrameLevel(float RmsDbfs, float PeakDbfs)
{
    /// <summary>The level of digital silence; nothing is reported as quieter.</summary>
    public const float SilenceDbfs = -120;

    /// <summary>Measures values with full scale ±1, channels interleaved or not.</summary>
    public static FrameLevel Of(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        var peak = 0f;
        foreach (var value in values)
        {
            sum += (double)value * value;
            peak = Math.Max(peak, Math.Abs(value));
        }

        return new(ToDbfs(Math.Sqrt(sum / Math.Max(1, values.Length))), ToDbfs(peak));
    }

    /// <summary>Measures 16-bit values, channels interleaved or not.</summary>
    public static FrameLevel Of(ReadOnlySpan<short> values)
    {
        var sum = 0L;
        var peak = 0;
        foreach (int value in values)
        {
            sum += value * value;
            peak = Math.Max(peak, Math.Abs(value));
        }

        return new(ToDbfs(Math.Sqrt((double)sum / Math.Max(1, values.Length)) / 32_768), ToDbfs(peak / 32_768.0));
    }

    /// <summary>Measures each 20 ms of interleaved audio; a last part of less than 20 ms counts as a frame.</summary>
    public static FrameLevel[] OfEach20Ms(ReadOnlySpan<float> values, int rateHz, int channels)
    {
        var frameValues = rateHz / 50 * channels;
        var levels = new FrameLevel[(values.Length + frameValues - 1) / frameValues];
        for (var frame = 0; frame < levels.Length; frame++)
            levels[frame] = Of(values.Slice(frame * frameValues, Math.Min(frameValues, values.Length - frame * frameValues)));
        return levels;
    }

    private static float ToDbfs(double amplitude) => amplitude <= 1e-6 ? SilenceDbfs : (float)(20 * Math.Log10(amplitude));
}
