using Chronote.Client.Timeline;
using Xunit.Abstractions;

namespace Chronote.Client.Tests.Timeline;

/// <summary>Sources whose clocks are wrong, for three hours of virtual time, through the same classes that a recorder uses.</summary>
public sealed class SkewedSources(ITestOutputHelper output)
{
    private static readonly long PlaceErrorMax = 20 * Samples.PerMillisecond;

    [Theory]
    [InlineData("source exact, machine exact", 0, 0)]
    [InlineData("source +100 ppm", 100, 0)]
    [InlineData("source -100 ppm", -100, 0)]
    [InlineData("machine +100 ppm", 0, 100)]
    [InlineData("machine -100 ppm", 0, -100)]
    [InlineData("source +100 ppm, machine -100 ppm", 100, -100)]
    [InlineData("source -100 ppm, machine +100 ppm", -100, 100)]
    public void Three_hours_stay_within_twenty_milliseconds(string row, double sourcePpm, double machinePpm)
    {
        var run = new SkewedRun(seed: 5, sourcePpm, machinePpm);
        run.Record(TimeSpan.FromHours(3));
        Check(row, run);
    }

    [Fact]
    public void A_resume_takes_its_place_anew()
    {
        var run = new SkewedRun(seed: 6, 100, -100);
        run.Record(TimeSpan.FromMinutes(40));
        run.Resume(away: TimeSpan.FromMinutes(7));
        run.Record(TimeSpan.FromMinutes(40));
        Check("resume after 7 min away", run);
    }

    [Fact]
    public void An_offline_start_is_put_right_when_the_server_answers()
    {
        var run = new SkewedRun(seed: 7, 100, 0, wallErrorMilliseconds: 4_000, offlineFor: TimeSpan.FromMinutes(10));
        run.Record(TimeSpan.FromMinutes(40));
        Check("offline for 10 min, wall clock 4 s wrong", run);
    }

    private void Check(string row, SkewedRun run)
    {
        var errors = run.PlaceErrors().Select(Math.Abs).Order().ToArray();
        var p99 = errors[(int)(errors.Length * 0.99)];
        output.WriteLine($"{row}: {errors.Length} chunks, error p50 {Ms(errors[errors.Length / 2])} p99 {Ms(p99)} max {Ms(errors[^1])}");
        p99.ShouldBeLessThanOrEqualTo(PlaceErrorMax, row);
        run.Overlaps.ShouldBe(0, "no chunk begins before the one before it ends");
    }

    private static string Ms(long samples) => $"{samples / (double)Samples.PerMillisecond:0.0} ms";
}
