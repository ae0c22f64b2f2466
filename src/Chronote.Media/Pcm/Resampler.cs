using System.Numerics;
using System.Runtime.InteropServices;

namespace Chronote.Media.Pcm;

/// <summary>
/// Converts one channel between sample rates without a delay: output sample n is the input at time n / toHz. Streaming: push any pieces,
/// then flush.
/// </summary>
/// <remarks>
/// A windowed sinc (Kaiser, 32 zero crossings on each side, pass band to 92 % of the lower Nyquist frequency) is tabulated for each
/// fractional place an output sample can have. Images and aliases are more than 80 dB down. Memory: the table and one filter length of
/// input.
/// </remarks>
public sealed class Resampler
{
    private const int ZeroCrossings = 32;
    private const double PassBand = 0.92;
    private const double KaiserBeta = 9;

    /// <summary>Beyond, the nearest tabulated place is used: at most 1/8192 of an input sample off, for rates that no device has.</summary>
    private const int PhasesMax = 4_096;

    private readonly int up;
    private readonly int down;
    private readonly int halfTaps;
    private readonly int phases;
    private readonly float[] table;
    private float[] pending;
    private int pendingValues;
    private long pendingStart;
    private long pushed;
    private long produced;

    public Resampler(int fromHz, int toHz)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromHz);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toHz);
        var divisor = (int)BigInteger.GreatestCommonDivisor(fromHz, toHz);
        up = toHz / divisor;
        down = fromHz / divisor;
        var cutoff = PassBand * Math.Min(1, (double)toHz / fromHz);
        // A multiple of four on each side keeps the taps a multiple of the usual vector lengths.
        halfTaps = ((int)Math.Ceiling(ZeroCrossings / cutoff) + 3) / 4 * 4;
        phases = Math.Min(up, PhasesMax);
        table = BuildTable(phases, halfTaps, cutoff);
        // Time before 0 is silence.
        pending = new float[8 * halfTaps];
        pendingValues = halfTaps - 1;
        pendingStart = -pendingValues;
    }

    /// <summary>Samples that come out for <paramref name="inputSamples"/> in all.</summary>
    public long OutputSamples(long inputSamples) => (inputSamples * up + down - 1) / down;

    /// <summary>Pushes a piece and takes what has become ready.</summary>
    /// <param name="input">Any number of samples.</param>
    /// <param name="output">Receives the ready samples, at its end.</param>
    public void Push(ReadOnlySpan<float> input, List<float> output)
    {
        Append(input);
        pushed += input.Length;
        Produce(output, OutputSamples(pushed));
    }

    /// <summary>Takes the rest; time after the last sample is silence. Nothing may be pushed afterwards.</summary>
    public void Flush(List<float> output)
    {
        Append(new float[halfTaps + 1]);
        Produce(output, OutputSamples(pushed));
    }

    /// <summary>Converts all channels of a piece of audio at once.</summary>
    public static PcmAudio Convert(PcmAudio audio, int toHz)
    {
        if (audio.RateHz == toHz)
            return audio;
        var channels = audio.Channels;
        var values = Array.Empty<float>();
        var source = audio.Values.Span;
        var single = new float[audio.Samples];
        for (var channel = 0; channel < channels; channel++)
        {
            for (var index = 0; index < single.Length; index++)
                single[index] = source[index * channels + channel];
            var resampler = new Resampler(audio.RateHz, toHz);
            var output = new List<float>((int)resampler.OutputSamples(single.Length));
            resampler.Push(single, output);
            resampler.Flush(output);
            if (channel == 0)
                values = new float[output.Count * channels];
            for (var index = 0; index < output.Count; index++)
                values[index * channels + channel] = output[index];
        }

        return new(toHz, channels, values);
    }

    private void Append(ReadOnlySpan<float> input)
    {
        if (pendingValues + input.Length > pending.Length)
            Array.Resize(ref pending, Math.Max(2 * pending.Length, pendingValues + input.Length));
        input.CopyTo(pending.AsSpan(pendingValues));
        pendingValues += input.Length;
    }

    private void Produce(List<float> output, long limit)
    {
        var taps = 2 * halfTaps;
        while (produced < limit)
        {
            // The output sample lies `phase / up` of a sample behind input sample `center`.
            var center = produced * down / up;
            var phase = (int)(produced * down % up);
            var first = (int)(center - halfTaps + 1 - pendingStart);
            if (first + taps > pendingValues)
                break;
            var row = phases == up ? phase : Math.Min(phases - 1, (int)((long)phase * phases / up));
            output.Add(Dot(pending.AsSpan(first, taps), table.AsSpan(row * taps, taps)));
            produced++;
        }

        var keepFrom = (int)Math.Clamp(produced * down / up - halfTaps + 1 - pendingStart, 0, pendingValues);
        pending.AsSpan(keepFrom, pendingValues - keepFrom).CopyTo(pending);
        pendingValues -= keepFrom;
        pendingStart += keepFrom;
    }

    private static float Dot(ReadOnlySpan<float> samples, ReadOnlySpan<float> taps)
    {
        var sampleVectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var tapVectors = MemoryMarshal.Cast<float, Vector<float>>(taps);
        var sums = Vector<float>.Zero;
        for (var index = 0; index < sampleVectors.Length; index++)
            sums += sampleVectors[index] * tapVectors[index];
        var sum = Vector.Sum(sums);
        for (var index = sampleVectors.Length * Vector<float>.Count; index < samples.Length; index++)
            sum += samples[index] * taps[index];
        return sum;
    }

    private static float[] BuildTable(int phases, int halfTaps, double cutoff)
    {
        var taps = 2 * halfTaps;
        var table = new float[phases * taps];
        var exact = new double[taps];
        var window = 1 / Bessel(KaiserBeta);
        for (var phase = 0; phase < phases; phase++)
        {
            var row = table.AsSpan(phase * taps, taps);
            var sum = 0.0;
            for (var tap = 0; tap < taps; tap++)
            {
                var distance = tap - (halfTaps - 1) - (double)phase / phases;
                var edge = distance / halfTaps;
                var sinc = distance == 0 ? 1 : Math.Sin(Math.PI * cutoff * distance) / (Math.PI * cutoff * distance);
                exact[tap] = sinc * Bessel(KaiserBeta * Math.Sqrt(Math.Max(0, 1 - edge * edge))) * window;
                sum += exact[tap];
            }

            // Each place passes a constant unchanged, so that no hum at the rate of the places appears.
            for (var tap = 0; tap < taps; tap++)
                row[tap] = (float)(exact[tap] / sum);
        }

        return table;
    }

    // The modified Bessel function of order 0, by its power series.
    private static double Bessel(double x)
    {
        var sum = 1.0;
        var term = 1.0;
        for (var index = 1; term > 1e-12 * sum; index++)
        {
            term *= x / (2 * index) * (x / (2 * index));
            sum += term;
        }

        return sum;
    }
}
