namespace Chronote.Engines.Sound;

/// <summary>Loudness of a unit in windows of 20 ms, in dBFS: 0 is a full-scale square wave, silence is <see cref="Digital"/>.</summary>
internal static class Levels
{
    /// <summary>Level of a window whose samples are all zero: below the noise of 16 bits.</summary>
    public const double Digital = -100;

    public const int WindowSamples = UnitSound.Hz / 50;

    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(20);

    /// <summary>One value per window; a rest shorter than a window is left out.</summary>
    public static double[] Of(ReadOnlySpan<short> samples)
    {
        var levels = new double[samples.Length / WindowSamples];
        for (var i = 0; i < levels.Length; i++) levels[i] = Level(samples.Slice(i * WindowSamples, WindowSamples));
        return levels;
    }

    // The mean is taken out first: a cheap microphone's constant offset is no sound.
    private static double Level(ReadOnlySpan<short> window)
    {
        long sum = 0;
        double squares = 0;
        foreach (var sample in window)
        {
            sum += sample;
            squares += (double)sample * sample;
        }
        var mean = (double)sum / window.Length;
        var power = squares / window.Length - mean * mean;
        return power < 1 ? Digital : Math.Max(Digital, 10 * Math.Log10(power / (32_768.0 * 32_768.0)));
    }
}
