using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Tracks;

/// <summary>The watermark against the plainest thing that could be right: a set of every number.</summary>
public sealed class WatermarkTests
{
    [Fact]
    public void It_says_the_same_as_a_set_of_numbers_whatever_comes_in_whatever_order()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var watermark = new Watermark();
            var numbers = new SortedSet<long>();
            var highest = random.Next(5, 80);
            for (var step = 0; step < 100; step++)
            {
                var from = random.Next(-2, highest);
                var to = random.Next(3) > 0 ? from : from + random.Next(-1, 12);
                var fresh = Enumerable.Range(from, Math.Max(0, to - from + 1)).Count(number => number >= 0 && numbers.Add(number)) > 0;
                var what = $"seed {seed}, step {step}: {from}..{to}";
                (from == to ? watermark.Add(from) : watermark.AddRange(from, to)).ShouldBe(fresh, what);
                watermark.Value.ShouldBe(FirstMissing(numbers), what);
                watermark.Ahead.ShouldBe(RangesFrom(numbers, watermark.Value), what);

                var (next, most) = (random.Next(0, highest + 20), random.Next(0, 6));
                watermark.Missing(next, most).ShouldBe(MissingBelow(numbers, next).Take(most), what);
                watermark.Missing(next, int.MaxValue).ShouldBe(MissingBelow(numbers, next), what);
            }
        }
    }

    [Fact]
    public void Shuffled_and_repeated_numbers_end_as_one_mark_and_nothing_ahead()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var numbers = Enumerable.Range(0, 2_000).Concat(Enumerable.Range(0, 2_000)).Select(number => (long)number).ToArray();
            random.Shuffle(numbers);
            var watermark = new Watermark();
            numbers.Count(watermark.Add).ShouldBe(2_000);
            watermark.Value.ShouldBe(2_000);
            watermark.Ahead.ShouldBeEmpty();
        }
    }

    [Fact]
    public void I2_The_worst_order_within_the_out_of_order_window_keeps_half_as_many_ranges()
    {
        var watermark = new Watermark();
        for (var seq = 1; seq < Limits.OutOfOrderChunksMax; seq += 2) watermark.Add(seq);
        watermark.Value.ShouldBe(0);
        watermark.Ahead.Count.ShouldBe(Limits.OutOfOrderChunksMax / 2);
        for (var seq = 0; seq < Limits.OutOfOrderChunksMax; seq += 2) watermark.Add(seq);
        watermark.Ahead.ShouldBeEmpty();
    }

    [Fact]
    public void A_meeting_of_any_length_in_order_keeps_no_range_at_all()
    {
        var watermark = new Watermark();
        for (var seq = 0L; seq < 100_000; seq++)
        {
            watermark.Add(seq);
            watermark.Ahead.Count.ShouldBe(0);
        }
        watermark.AddRange(100_000, Limits.SeqMax).ShouldBeTrue();
        watermark.Value.ShouldBe(Limits.SeqMax + 1);
    }

    [Fact]
    public void A_range_given_up_frees_a_stuck_mark()
    {
        var watermark = new Watermark();
        watermark.AddRange(0, 4);
        watermark.AddRange(8, 20);
        watermark.Missing(21, 100).ShouldBe([(5, 7)]);
        watermark.AddRange(5, 7).ShouldBeTrue();
        watermark.Value.ShouldBe(21);
        watermark.Missing(21, 100).ShouldBeEmpty();
    }

    private static long FirstMissing(SortedSet<long> numbers)
    {
        var first = 0L;
        while (numbers.Contains(first)) first++;
        return first;
    }

    private static List<(long From, long To)> RangesFrom(SortedSet<long> numbers, long from)
    {
        var ranges = new List<(long From, long To)>();
        foreach (var number in numbers.Where(number => number >= from))
        {
            if (ranges.Count > 0 && ranges[^1].To == number - 1) ranges[^1] = (ranges[^1].From, number);
            else ranges.Add((number, number));
        }
        return ranges;
    }

    private static List<(long From, long To)> MissingBelow(SortedSet<long> numbers, long next)
    {
        var missing = new SortedSet<long>();
        for (var number = 0L; number < next; number++) if (!numbers.Contains(number)) missing.Add(number);
        return RangesFrom(missing, 0);
    }
}
