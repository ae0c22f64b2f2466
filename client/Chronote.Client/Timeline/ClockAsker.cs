using Chronote.Client.Server;
using Chronote.Wire;

namespace Chronote.Client.Timeline;

/// <summary>Asks the server's clock a few times and takes the answer with the shortest round trip (P-12).</summary>
public sealed class ClockAsker(IChunkServer server, TimeProvider time, long startTimestamp)
{
    /// <summary>Our monotonic clock, in samples since <paramref name="startTimestamp"/>.</summary>
    public long NowSamples => Samples.Of(time.GetElapsedTime(startTimestamp));

    public long SamplesAt(long timestamp) => Samples.Of(time.GetElapsedTime(startTimestamp, timestamp));

    /// <returns>Null when none of the questions was answered.</returns>
    public async Task<ClockRound?> Ask(string meeting, int times, CancellationToken cancel)
    {
        ClockRound? best = null;
        for (var each = 0; each < times; each++)
        {
            var asked = NowSamples;
            if (await server.Clock(meeting, cancel) is not Answer<ClockView>.Ok { Value: var clock }) break;
            var round = new ClockRound(asked, NowSamples, clock.TimelineSamples);
            if (best is null || round.RoundTripSamples < best.Value.RoundTripSamples) best = round;
        }
        return best;
    }
}
