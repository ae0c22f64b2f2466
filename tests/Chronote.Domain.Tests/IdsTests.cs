namespace Chronote.Domain.Tests;

public sealed class IdsTests
{
    private static readonly DateTimeOffset[] Instants =
    [
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMilliseconds(1), Given.Noon, Given.Noon.AddMilliseconds(999),
        new(2038, 1, 19, 3, 14, 8, TimeSpan.Zero), DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()),
    ];

    [Fact]
    public void A_meetings_id_gives_back_the_instant_it_was_made_to_the_millisecond()
    {
        var random = new Random(1);
        foreach (var instant in Instants.Concat(Enumerable.Range(0, 1_000).Select(_ => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(253_402_300_800_000)))))
        {
            var id = MeetingId.At(instant, (ulong)random.NextInt64());
            MeetingId.CreatedAt(id).ShouldBe(instant);
            id.Value.Length.ShouldBe(MeetingId.Length);
        }
        MeetingId.CreatedAt(MeetingId.At(Given.Noon.AddTicks(9_999), 0)).ShouldBe(Given.Noon, "less than a millisecond is cut");
    }

    [Fact]
    public void Ids_in_ordinal_order_are_in_order_of_time()
    {
        var random = new Random(2);
        for (var i = 0; i < 2_000; i++)
        {
            var earlier = Given.Noon.AddMilliseconds(random.NextInt64(-100_000_000_000, 100_000_000_000));
            var later = earlier.AddMilliseconds(Math.Ceiling(Math.Pow(10, random.NextDouble() * 10)));
            string.CompareOrdinal(MeetingId.At(earlier, ulong.MaxValue).Value, MeetingId.At(later, 0).Value).ShouldBeLessThan(0, $"{earlier:O} {later:O}");
        }
    }

    [Fact]
    public void Ids_of_the_same_millisecond_differ_in_thirty_random_bits()
    {
        MeetingId.At(Given.Noon, 0).Value[10..].ShouldBe("000000");
        MeetingId.At(Given.Noon, (1 << 30) - 1).Value[10..].ShouldBe("ZZZZZZ");
        Enumerable.Range(0, 10_000).Select(random => MeetingId.At(Given.Noon, (ulong)random)).Distinct().Count().ShouldBe(10_000);
    }

    [Fact]
    public void Every_id_that_was_made_can_be_read()
    {
        foreach (var instant in Instants)
        {
            var id = MeetingId.At(instant, 12_345);
            MeetingId.TryParse(id.ToString(), out var read).ShouldBeTrue(id.Value);
            read.ShouldBe(id);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01JWPBQ6G000000")]
    [InlineData("01JWPBQ6G00000000")]
    [InlineData("01JWPBQ6G00000OI")]
    [InlineData("01JWPBQ6G00000LU")]
    [InlineData("01jwpbq6g0000000")]
    [InlineData("01JWPBQ6G0/00000")]
    [InlineData("01JWPBQ6G0é00000")]
    [InlineData("８1JWPBQ6G0000000")]
    [InlineData("ZZZZZZZZZZ000000")]
    public void What_is_no_id_is_not_read_as_one(string? text) => MeetingId.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_id_that_can_be_read_has_an_instant()
    {
        const string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        var random = new Random(3);
        var last = MeetingId.At(DateTimeOffset.MaxValue, ulong.MaxValue);
        MeetingId.TryParse(last.Value, out _).ShouldBeTrue();
        foreach (var text in Enumerable.Range(0, 5_000).Select(_ => new string(random.GetItems<char>(alphabet, 16))).Append("7ZZZZZZZZZZZZZZZ").Append(last.Value))
            if (MeetingId.TryParse(text, out var id))
                Should.NotThrow(() => MeetingId.CreatedAt(id), text);
    }

    [Theory]
    [InlineData("mic", true)]
    [InlineData("0", true)]
    [InlineData("A.b_c-D9", true)]
    [InlineData("123456789012345678", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".hidden", false)]
    [InlineData("-x", false)]
    [InlineData("_x", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("mikrofón", false)]
    [InlineData("a%2f", false)]
    public void P20_A_track_id_is_letters_digits_dot_underscore_and_dash_and_begins_with_a_letter_or_digit(string? text, bool good)
        => TrackId.TryParse(text, out _).ShouldBe(good);

    [Fact]
    public void P20_A_track_id_has_one_to_sixty_four_characters()
    {
        TrackId.TryParse(new string('a', 64), out var longest).ShouldBeTrue();
        longest.Value.Length.ShouldBe(Limits.TrackIdCharactersMax);
        TrackId.TryParse(new string('a', 65), out _).ShouldBeFalse();
    }

    [Fact]
    public void The_key_of_a_track_is_read_back_from_its_text()
    {
        foreach (var track in new[] { "mic", "a.b_c-d", new string('z', 64) })
        {
            var key = new TrackKey(Given.Meeting, new TrackId(track));
            TrackKey.Parse(key.ToString()).ShouldBe(key);
            new ChunkKey(key.Meeting, key.Track, 7).TrackKey.ShouldBe(key);
            new ChunkKey(key.Meeting, key.Track, 7).ToString().ShouldBe($"{key}/7");
        }
    }
}
