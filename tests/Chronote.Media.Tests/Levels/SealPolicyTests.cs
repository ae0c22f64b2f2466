using Chronote.Media.Levels;

namespace Chronote.Media.Tests.Levels;

public sealed class SealPolicyTests
{
    private const int FramesPerSecond = 50;
    private static readonly SealSettings Settings = new();

    [Fact]
    public void A_gap_of_half_a_second_closes_a_chunk_once_it_is_five_seconds_long()
    {
        // 6 s of speech, then silence: closed 500 ms into it.
        Seals(Speech(6), Silence(2)).ShouldBe([(325, SealDecision.AfterGap)]);
    }

    [Fact]
    public void A_gap_in_a_short_chunk_keeps_it_open()
    {
        Seals(Speech(2), Silence(1), Speech(3), Silence(1)).ShouldBe([(325, SealDecision.AfterGap)]);
    }

    [Fact]
    public void A_gap_that_lasts_until_the_chunk_is_long_enough_closes_it_there() =>
        Seals(Speech(2), Silence(4)).ShouldBe([(250, SealDecision.AfterGap)]);

    [Fact]
    public void A_pause_of_480_ms_is_not_a_gap() =>
        Seals(Speech(6), Silence(0.48), Speech(1), Silence(0.5)).ShouldBe([(399, SealDecision.AfterGap)]);

    [Fact]
    public void Speech_without_a_pause_is_cut_at_fifteen_seconds() =>
        Seals(Speech(46)).ShouldBe([(750, SealDecision.AtLimit), (1_500, SealDecision.AtLimit), (2_250, SealDecision.AtLimit)]);

    [Fact]
    public void Silence_alone_makes_chunks_of_five_seconds() =>
        Seals(Silence(11)).ShouldBe([(250, SealDecision.AfterGap), (500, SealDecision.AfterGap)]);

    [Fact]
    public void A_chunk_never_exceeds_the_limit_with_any_frame_size()
    {
        foreach (var frameSamples in new[] { 120, 480, 960, 1_920, 2_880, 5_760, 7_777 })
        {
            var state = SealState.Begin;
            var chunk = 0;
            for (var frame = 0; frame < 20_000; frame++)
            {
                chunk += frameSamples;
                (state, var decision) = SealPolicy.Next(Settings, state, new(-20, -10), frameSamples);
                chunk.ShouldBeLessThanOrEqualTo((int)Settings.ChunkSamplesMax);
                if (decision != SealDecision.KeepOpen)
                    chunk = 0;
            }
        }
    }

    [Fact]
    public void In_a_noisy_room_the_pauses_are_found_above_the_noise()
    {
        // A fan at −40 dBFS is louder than the fixed threshold; within a minute the policy knows it as background.
        var turns = Enumerable.Range(0, 30).SelectMany(_ => new[] { Level(-15, 6), Level(-40, 1) }).ToArray();
        var seals = Seals(turns);
        seals.Where(seal => seal.Frame > 60 * FramesPerSecond).ShouldAllBe(seal => seal.Decision == SealDecision.AfterGap);
    }

    [Fact]
    public void Generated_levels_keep_every_chunk_within_its_bounds_and_every_gap_seal_in_a_gap()
    {
        var random = new Random(5);
        var state = SealState.Begin;
        var chunk = 0L;
        var quiet = 0;
        for (var frame = 0; frame < 200_000; frame++)
        {
            var isQuiet = random.NextDouble() < (frame / 500 % 3 == 0 ? 0.99 : 0.3);
            chunk += 960;
            quiet = isQuiet ? quiet + 960 : 0;
            (state, var decision) = SealPolicy.Next(Settings, state, new(isQuiet ? -90 : -12, -6), 960);
            (decision == SealDecision.AfterGap).ShouldBe(chunk >= Settings.ChunkSamplesMin && quiet >= Settings.GapSamples);
            (decision != SealDecision.KeepOpen).ShouldBe(decision == SealDecision.AfterGap || chunk == Settings.ChunkSamplesMax);
            if (decision != SealDecision.KeepOpen)
                chunk = 0;
        }
    }

    private static IEnumerable<FrameLevel> Level(float dbfs, double seconds) =>
        Enumerable.Repeat(new FrameLevel(dbfs, dbfs + 10), (int)Math.Round(seconds * FramesPerSecond));

    private static IEnumerable<FrameLevel> Speech(double seconds) => Level(-20, seconds);

    private static IEnumerable<FrameLevel> Silence(double seconds) => Level(-70, seconds);

    /// <summary>Frames (counted from 1) after which a chunk was closed.</summary>
    private static List<(int Frame, SealDecision Decision)> Seals(params IEnumerable<FrameLevel>[] parts)
    {
        var seals = new List<(int, SealDecision)>();
        var state = SealState.Begin;
        var frame = 0;
        foreach (var level in parts.SelectMany(part => part))
        {
            frame++;
            (state, var decision) = SealPolicy.Next(Settings, state, level, 960);
            if (decision != SealDecision.KeepOpen)
                seals.Add((frame, decision));
        }

        return seals;
    }
}
