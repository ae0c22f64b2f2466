using System.Globalization;
using Chronote.Discord.Placement;

using Xunit.Abstractions;

namespace Chronote.Discord.Tests.Placement;

/// <summary>
/// How far packets are placed from where they were sent, by hours and trouble. An hour of each in every run; CHRONOTE_TEST_LENGTH=long adds 4 and 12 hours.
/// The table: <c>dotnet test … --filter AlignmentTableTests --logger "console;verbosity=detailed"</c>.
/// </summary>
public sealed class AlignmentTableTests(ITestOutputHelper output)
{
    private const double P99MsMax = 20;
    private const int Seed = 4711;

    private static readonly Trouble[] Troubles =
    [
        new("clean"), new("jitter", JitterMs: 12), new("loss 2 %", JitterMs: 4, Loss: 0.02), new("loss 5 %", JitterMs: 4, Loss: 0.05),
        new("+100 ppm", JitterMs: 4, SkewPpm: 100), new("-100 ppm", JitterMs: 4, SkewPpm: -100), new("3 s stall, burst", JitterMs: 4, Stalls: true),
        new("all of it", JitterMs: 12, Loss: 0.05, SkewPpm: 100, Stalls: true),
    ];

    private static int[] Hours => Environment.GetEnvironmentVariable("CHRONOTE_TEST_LENGTH") == "long" ? [1, 4, 12] : [1];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Packets_lie_where_they_were_sent(bool clockRunsOn)
    {
        output.WriteLine($"seed {Seed}; sender's RTP clock {(clockRunsOn ? "runs on" : "stops")} in pauses; error against the true time of sending plus the way's shortest delay, ms");
        output.WriteLine("hours  trouble           packets   p50     p99     max      late  reanchored  corrected");
        foreach (var hours in Hours)
            foreach (var trouble in Troubles) Row(trouble, clockRunsOn, hours);
    }

    [Fact]
    public void An_open_microphone_is_held_within_a_small_step_when_its_clock_is_slow_or_packets_are_lost()
    {
        output.WriteLine($"seed {Seed}; a microphone that never pauses");
        Row(new Trouble("open, -100 ppm", JitterMs: 4, SkewPpm: -100, NeverPauses: true), clockRunsOn: true, 1, p99MsMax: 25);
        Row(new Trouble("open, +100, 2 %", JitterMs: 4, Loss: 0.02, SkewPpm: 100, NeverPauses: true), clockRunsOn: true, 1);
        // A fast clock that never pauses and loses nothing can't be corrected without cutting speech: 100 ppm are 360 ms an hour, and that is what it comes to.
        Row(new Trouble("open, +100 ppm", JitterMs: 4, SkewPpm: 100, NeverPauses: true), clockRunsOn: true, 1, p99MsMax: 360);
    }

    private void Row(Trouble trouble, bool clockRunsOn, int hours, double p99MsMax = P99MsMax)
    {
        SimulatedSpeaker speaker = new(trouble, clockRunsOn, Seed);
        var measure = new AlignmentMeasure(() => speaker);
        var timeline = new SpeakerTimeline(measure);
        speaker.SpeakTo(timeline, TimeSpan.FromHours(hours));
        var counts = timeline.Counts;
        var errors = string.Create(CultureInfo.InvariantCulture, $"{measure.PercentileMs(0.5),6:0.0}  {measure.PercentileMs(0.99),6:0.0}  {measure.MaxMs,7:0.0}");
        output.WriteLine($"{hours,5}  {trouble.Name,-16}{counts.Placed,9}  {errors}  {counts.Late,6}  {counts.Reanchors,10}  {counts.Corrections,9}");
        var row = $"{trouble.Name}, {hours} h";
        measure.Fault.ShouldBeNull(row);
        measure.PercentileMs(0.99).ShouldBeLessThanOrEqualTo(p99MsMax, row);
        counts.Arrived.ShouldBe(speaker.Survived, row);
        (counts.Placed + counts.Late).ShouldBe(counts.Arrived, row);
    }
}
