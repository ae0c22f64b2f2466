using Chronote.Client.Timeline;

namespace Chronote.Client.Tests.Timeline;

/// <summary>
/// A microphone, a machine and a server, each with its own idea of a second. True time is the server's. Keeps, for every chunk, where it was
/// placed and where its first sample truly was.
/// </summary>
internal sealed class SkewedRun
{
    private const double Step = 0.1; // seconds between two reads of the sound card

    private readonly Random random;
    private readonly double sourceRate, machineRate;
    private readonly List<(long Place, long Truth, bool Estimated)> chunks = [];
    private readonly double wallError;
    private readonly double offlineUntil;
    private double now, machineBegan, sourceBegan, nextQuestion;
    private long captured, chunkStartSource, placeEnd;
    private TimelineClock clock;
    private TrackTimeline? track;

    public SkewedRun(int seed, double sourcePpm, double machinePpm, double wallErrorMilliseconds = 0, TimeSpan offlineFor = default)
    {
        random = new Random(seed);
        (sourceRate, machineRate) = (1 + sourcePpm * 1e-6, 1 + machinePpm * 1e-6);
        (wallError, offlineUntil) = (wallErrorMilliseconds / 1000, offlineFor.TotalSeconds);
        clock = NewClock();
    }

    public int Overlaps { get; private set; }

    public IEnumerable<long> PlaceErrors() =>
        chunks.Select(chunk => chunk.Place + (chunk.Estimated ? clock.EstimateErrorSamples : 0) - chunk.Truth);

    /// <summary>The recorder dies and comes back with nothing but its wall clock and the server.</summary>
    public void Resume(TimeSpan away)
    {
        now += away.TotalSeconds;
        (machineBegan, sourceBegan, nextQuestion, captured, chunkStartSource) = (now, now, now, 0, 0);
        (clock, track) = (NewClock(), null);
    }

    public void Record(TimeSpan span)
    {
        var until = now + span.TotalSeconds;
        var chunkEnds = now + 6;
        while (now < until)
        {
            if (now >= nextQuestion) AskServer();
            now += Step;
            Capture();
            if (now < chunkEnds) continue;
            Seal(silent: random.Next(5) > 0);
            chunkEnds = now + 5 + random.NextDouble() * 10;
        }
    }

    private TimelineClock NewClock() => new(Machine(now), Samples48(now + wallError));

    private void AskServer()
    {
        nextQuestion = now + 30;
        if (now < offlineUntil) return;
        ClockRound? best = null;
        for (var each = 0; each < 8; each++)
        {
            double there = Latency(), back = Latency();
            var round = new ClockRound(Machine(now), Machine(now + there + back), Samples48(now + there));
            if (best is null || round.RoundTripSamples < best.Value.RoundTripSamples) best = round;
        }
        clock.Measured(best!.Value);
    }

    // What the card has taken up by now, minus what the system still holds back: up to 40 ms, seldom 200.
    private void Capture()
    {
        var late = random.Next(50) == 0 ? random.NextDouble() * 0.2 : random.NextDouble() * 0.04;
        captured = Math.Max(captured, (long)((now - sourceBegan - late) * 48_000 * sourceRate));
        if (track is null) track = TrackTimeline.OfDevice(clock, captured, Machine(now), placeEnd);
        else track.Arrived(captured, Machine(now));
    }

    private void Seal(bool silent)
    {
        var end = captured / Samples.PerPacket * Samples.PerPacket;
        var duration = end - chunkStartSource;
        var correction = track!.AtEndOf(duration, end, silent ? 25 : 0);
        duration -= correction.DropPackets * Samples.PerPacket;
        var start = track.NextStartSamples;
        if (chunks.Count > 0 && chunks[^1].Estimated == track.IsEstimated && start < placeEnd) Overlaps++;
        chunks.Add((start, Samples48(sourceBegan + chunkStartSource / (48_000 * sourceRate)), track.IsEstimated));
        placeEnd = start + duration;
        track.Placed(duration, correction.GapSamples);
        chunkStartSource = end;
    }

    private double Latency() => 0.005 + -Math.Log(1 - random.NextDouble()) * 0.01;

    private long Machine(double instant) => (long)((instant - machineBegan) * 48_000 * machineRate);

    private static long Samples48(double seconds) => (long)(seconds * 48_000);
}
