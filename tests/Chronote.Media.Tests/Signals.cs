namespace Chronote.Media.Tests;

/// <summary>Sounds whose place in time can be found again after encoding.</summary>
internal static class Signals
{
    /// <summary>A sweep from low to high with full bursts every 100 ms: correlates with itself at one offset only.</summary>
    public static float[] Sweep(int samples, int channels = 1, float amplitude = 0.5f, int rateHz = 48_000)
    {
        var values = new float[samples * channels];
        for (var sample = 0; sample < samples; sample++)
        {
            var seconds = (double)sample / rateHz;
            var envelope = 0.35 + 0.65 * Math.Exp(-30 * (seconds % 0.1));
            var value = (float)(amplitude * envelope * Math.Sin(2 * Math.PI * (300 * seconds + 400 * seconds * seconds)));
            for (var channel = 0; channel < channels; channel++)
                values[sample * channels + channel] = value;
        }

        return values;
    }

    public static float[] Noise(int samples, float amplitude, int seed)
    {
        var random = new Random(seed);
        var values = new float[samples];
        for (var index = 0; index < samples; index++)
            values[index] = amplitude * (2 * random.NextSingle() - 1);
        return values;
    }

    /// <summary>
    /// By how many samples <paramref name="heard"/> lies later than <paramref name="said"/>, by the largest correlation within
    /// ±<paramref name="reach"/>.
    /// </summary>
    public static int OffsetSamples(ReadOnlySpan<float> said, ReadOnlySpan<float> heard, int reach = 700)
    {
        var best = (Offset: 0, Correlation: double.MinValue);
        var samples = Math.Min(Math.Min(said.Length, heard.Length), reach + 24_000);
        for (var offset = -reach; offset <= reach; offset++)
        {
            var correlation = 0.0;
            for (var index = reach; index < samples - reach; index++)
                correlation += said[index] * heard[index + offset];
            if (correlation > best.Correlation)
                best = (offset, correlation);
        }

        return best.Offset;
    }
}
