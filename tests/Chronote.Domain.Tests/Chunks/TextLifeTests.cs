using Chronote.Domain.Chunks;
using Chronote.Domain.Transcription;

namespace Chronote.Domain.Tests.Chunks;

public sealed class TextLifeTests
{
    // Answer, attempt, and what becomes of the chunks when the jitter drawn is 0. Instants are distances from now.
    private const string Table = """
        Text   | 1 | Transcribed([EngineSegment(0s, 1s, yes, none)], en)
        Text   | 4 | Transcribed([EngineSegment(0s, 1s, yes, none)], en)
        Silent | 1 | Silent
        Silent | 4 | Silent
        # The audio can't be transcribed: asking again is waste.
        Audio  | 1 | Dead(broken)
        Audio  | 4 | Dead(broken)
        # An operator's mistake kills nothing, however often it was tried.
        Ours   | 1 | RetryAt(30s, wrong key)
        Ours   | 4 | RetryAt(30s, wrong key)
        Ours   | 5 | RetryAt(30s, wrong key)
        Ours   | 999 | RetryAt(30s, wrong key)
        # 1 s, 4 s, 16 s, then the dead letter.
        Theirs | 1 | RetryAt(1s, failed)
        Theirs | 2 | RetryAt(4s, failed)
        Theirs | 3 | RetryAt(16s, failed)
        Theirs | 4 | Dead(failed)
        Theirs | 5 | Dead(failed)
        # What the engine wishes counts when it is longer …
        Theirs after=10s | 1 | RetryAt(10s, failed)
        Theirs after=10s | 2 | RetryAt(10s, failed)
        Theirs after=10s | 3 | RetryAt(16s, failed)
        Theirs after=0s  | 1 | RetryAt(1s, failed)
        Theirs after=-1h | 1 | RetryAt(1s, failed)
        # … and gives no attempt more.
        Theirs after=10s | 4 | Dead(failed)
        # Being asked for fewer requests is nobody's failure.
        Busy             | 1 | RetryAt(1s, slow down)
        Busy             | 2 | RetryAt(4s, slow down)
        Busy             | 3 | RetryAt(16s, slow down)
        Busy             | 4 | RetryAt(16s, slow down)
        Busy             | 999 | RetryAt(16s, slow down)
        Busy after=40s   | 1 | RetryAt(40s, slow down)
        Busy after=40s   | 4 | RetryAt(40s, slow down)
        Busy after=1s    | 3 | RetryAt(16s, slow down)
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory, MemberData(nameof(Lines))]
    public void An_answer_becomes_what_the_table_says(string answer, string attempt, string outcome)
        => Shown.Value(TextLife.After(Answer(answer), int.Parse(attempt), 0, Given.Noon)).ShouldBe(outcome);

    [Fact]
    public void The_table_names_every_answer_an_engine_can_give()
        => Cases.KindsOf<EngineAnswer>().Except(Lines.Select(line => ((string)line[0]).Split(' ')[0])).ShouldBeEmpty();

    [Fact]
    public void The_jitter_lengthens_a_wait_by_at_most_a_quarter_and_never_shortens_it()
    {
        var random = new Random(1);
        foreach (var answer in new[] { "Theirs", "Busy" })
            foreach (var (attempt, seconds) in new[] { (1, 1), (2, 4), (3, 16) })
            {
                var waits = Enumerable.Range(0, 500).Select(_ => Wait(answer, attempt, random.NextDouble())).ToList();
                waits.ShouldAllBe(wait => wait >= TimeSpan.FromSeconds(seconds) && wait <= TimeSpan.FromSeconds(seconds * 1.25));
                waits.Distinct().Count().ShouldBeGreaterThan(450, "units that failed together don't return together");
                Wait(answer, attempt, 1).ShouldBe(TimeSpan.FromSeconds(seconds * 1.25));
            }
    }

    [Fact]
    public void A_wished_wait_is_never_cut_by_the_jitter()
    {
        for (var jitter = 0.0; jitter <= 1; jitter += 0.05) Wait("Theirs after=1s", 1, jitter).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        Wait("Theirs after=60m", 1, 0.5).ShouldBe(TimeSpan.FromHours(1));
    }

    [Fact]
    public void I4_Only_the_audio_itself_or_four_failed_attempts_kill_a_chunk()
    {
        for (var attempt = 1; attempt <= 50; attempt++)
            foreach (var answer in new[] { "Text", "Silent", "Ours", "Busy", "Busy after=1h" })
                TextLife.After(Answer(answer), attempt, 0.5, Given.Noon).ShouldNotBeOfType<TextOutcome.Dead>($"{answer}, attempt {attempt}");
    }

    [Fact]
    public void Stored_phases_keep_their_numbers()
        => Enum.GetValues<TextPhase>().Select(phase => $"{(int)phase} {phase}")
            .ShouldBe(["0 Stored", "1 Claimed", "2 Retrying", "3 Transcribed", "4 Silent", "5 Dead", "6 NotWanted"]);

    private static TimeSpan Wait(string answer, int attempt, double jitter)
        => TextLife.After(Answer(answer), attempt, jitter, Given.Noon).ShouldBeOfType<TextOutcome.RetryAt>().At - Given.Noon;

    private static EngineAnswer Answer(string text)
    {
        var after = new Words(text).Span("after", "none");
        return text.Split(' ')[0] switch
        {
            "Text" => new EngineAnswer.Text([new EngineSegment(TimeSpan.Zero, TimeSpan.FromSeconds(1), "yes")], "en"),
            "Silent" => new EngineAnswer.Silent(),
            "Audio" => new EngineAnswer.Audio("broken"),
            "Ours" => new EngineAnswer.Ours("wrong key"),
            "Theirs" => new EngineAnswer.Theirs("failed", after),
            "Busy" => new EngineAnswer.Theirs("slow down", after, RateLimited: true),
            _ => throw new ArgumentException(text),
        };
    }
}
