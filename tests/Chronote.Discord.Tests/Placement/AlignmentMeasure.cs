using Chronote.Discord.Placement;

namespace Chronote.Discord.Tests.Placement;

/// <summary>Compares places with the truth: every speech packet once, in order, without overlap, and how far off.</summary>
internal sealed class AlignmentMeasure(Func<SimulatedSpeaker> speaker) : IPlacedPackets
{
    private const int StepSamples = 5; // about 0.1 ms
    private readonly long[] byError = new long[600_000];
    private long number = -1;
    private long end = long.MinValue;
    private long speech;

    public double MaxMs { get; private set; }

    public string? Fault { get; private set; }

    public double PercentileMs(double share)
    {
        var left = (long)Math.Ceiling(speech * share);
        for (var step = 0; step < byError.Length; step++)
            if ((left -= byError[step]) <= 0) return step * StepSamples / 48.0;
        return double.PositiveInfinity;
    }

    public void Placed(in PlacedPacket packet)
    {
        if (packet.StartSamples < end) Fault ??= $"a packet at {packet.StartSamples} begins before the end of the last at {end}";
        end = packet.StartSamples + packet.DurationSamples;
        var mine = SimulatedSpeaker.NumberOf(packet.Opus);
        if (mine < 0) return;
        if (mine <= number) Fault ??= $"packet {mine} after packet {number}";
        number = mine;
        speech++;
        var error = Math.Abs(packet.StartSamples - speaker().TruthOf(packet.Opus));
        byError[Math.Min(byError.Length - 1, (int)(error / StepSamples))]++;
        MaxMs = Math.Max(MaxMs, error / 48);
    }
}
