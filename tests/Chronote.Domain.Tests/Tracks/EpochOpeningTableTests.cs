using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Tracks;

/// <summary>
/// Every answer to the wish to open an epoch (P-21…P-23). A <c>new</c> track has nothing; a <c>simple</c> one has chunks 0 to 9;
/// a <c>named</c> one was opened by writer b as epoch 1 from chunk 20 on, and still owes 15 to 19 of epoch 0, which writer a opened from chunk 3 on.
/// </summary>
public sealed class EpochOpeningTableTests
{
    private const string Table = """
        Open new | writer=c seen=none          | opened epoch=0 first=0 next=0 credit=4096
        Open new | writer=c seen=none first=7  | opened epoch=0 first=7 next=7 credit=4103
        Open new | writer=c seen=0             | refused StaleEpoch newest=none

        # The answer is one past everything stored, or what the writer asked for when that is more.
        Open simple | writer=c seen=0          | opened epoch=1 first=10 next=10 credit=4106
        Open simple | writer=c seen=0 first=3  | opened epoch=1 first=10 next=10 credit=4106
        Open simple | writer=c seen=0 first=30 | opened epoch=1 first=30 next=30 credit=4126
        Open simple | writer=c seen=none       | refused StaleEpoch newest=0
        Open simple | writer=c seen=1          | refused StaleEpoch newest=0

        # What an epoch before was promised stays its own, stored or not.
        Open named | writer=c seen=1           | opened epoch=2 first=20 next=20 credit=4116
        Open named | writer=c seen=1 first=17  | opened epoch=2 first=20 next=20 credit=4116
        Open named | writer=c seen=1 first=25  | opened epoch=2 first=25 next=25 credit=4121
        Open named | writer=c seen=1 first=99  | opened epoch=2 first=99 next=99 credit=4195
        Open named credit=9000 | writer=c seen=1 | opened epoch=2 first=20 next=20 credit=9000
        Open named | writer=c seen=0           | refused StaleEpoch newest=1
        Open named | writer=c seen=2           | refused StaleEpoch newest=1
        Open named | writer=c seen=none        | refused StaleEpoch newest=1
        # The writer who opened it never heard the answer (P-22), whatever it says this time.
        Open named | writer=b seen=0           | again epoch=1 first=20 next=20 credit=4096
        Open named | writer=b seen=0 first=99  | again epoch=1 first=20 next=20 credit=4096
        Open named | writer=b seen=1           | again epoch=1 first=20 next=20 credit=4096
        # So it is told which epoch its own was, also when another writer holds the track by now, and whatever it has seen of that.
        Open named | writer=a seen=none        | again epoch=0 first=3 next=20 credit=4096 newest=1 end=20
        Open named | writer=a seen=1           | again epoch=0 first=3 next=20 credit=4096 newest=1 end=20

        # After the stop a new run may still deliver what is owed, until the late limit.
        Stopped new    | writer=c seen=none    | opened epoch=0 first=0 next=0 credit=4096
        Stopped simple | writer=c seen=0       | opened epoch=1 first=10 next=10 credit=4106
        Stopped named  | writer=c seen=1       | opened epoch=2 first=20 next=20 credit=4116
        Stopped named  | writer=c seen=0       | refused StaleEpoch newest=1
        Stopped named  | writer=a seen=1       | again epoch=0 first=3 next=20 credit=4096 newest=1 end=20
        Stopped named  | writer=b seen=0       | again epoch=1 first=20 next=20 credit=4096
        Stopped named late=0s   | writer=c seen=1 | opened epoch=2 first=20 next=20 credit=4116
        Stopped named late=-1ms | writer=c seen=1 | refused TooLate
        Stopped named late=-1ms | writer=b seen=0 | refused TooLate
        Stopped named late=-1ms | writer=c seen=0 | refused TooLate

        Cancelled new    | writer=c seen=none  | refused Cancelled
        Cancelled simple | writer=c seen=0     | refused Cancelled
        Cancelled named  | writer=b seen=0     | refused Cancelled
        Deleted new      | writer=c seen=none  | refused Deleted
        Deleted simple   | writer=c seen=0     | refused Deleted
        Deleted named    | writer=b seen=0     | refused Deleted
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory, MemberData(nameof(Lines))]
    public void P22_P23_A_wish_is_answered_as_the_table_says(string track, string wish, string answer) => Show(Decide(track, wish)).ShouldBe(answer);

    [Fact]
    public void The_table_names_every_phase_with_every_kind_of_track()
    {
        var named = Lines.Select(line => string.Join(' ', ((string)line[0]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))).Distinct();
        Enum.GetNames<WriterPhase>().SelectMany(phase => new[] { "new", "simple", "named" }.Select(kind => $"{phase} {kind}")).Except(named).ShouldBeEmpty();
    }

    [Fact]
    public void The_row_of_the_epoch_keeps_its_anchor_and_the_track_keeps_a_name_that_is_not_said_again()
    {
        var wish = Given.Wish("c", null, 4) with { Name = "Ana", TimelineSamples = 11, SourceSamples = 22, Estimated = true };
        var opened = EpochOpening.Decide(Given.NewTrack, null, wish, Given.Noon).ShouldBeOfType<OpeningVerdict.Opened>();
        opened.Epoch.ShouldBe(new EpochRow(Given.Mic, 0, 4, "c", Given.Noon, 11, 22, true));
        opened.Track.Name.ShouldBe("Ana");
        var next = EpochOpening.Decide(opened.Track, null, Given.Wish("d", 0), Given.Noon).ShouldBeOfType<OpeningVerdict.Opened>();
        next.Track.Name.ShouldBe("Ana");
        next.Track.OpenedByName.ShouldBeTrue();
        next.Track.Writer.ShouldBe("d");
    }

    private static OpeningVerdict Decide(string trackText, string wishText)
    {
        var (words, wish) = (new Words(trackText), new Words(wishText));
        var phase = Enum.Parse<WriterPhase>(trackText.Split(' ')[0]);
        var track = Given.NewTrack with
        {
            Phase = phase,
            LateUntil = phase == WriterPhase.Stopped ? Given.Noon + words.Span("late", "7d") : null,
            CreditSeq = words.Number("credit", Limits.OutOfOrderChunksMax)!.Value,
        };
        if (!words.Has("new")) track = track with { Epoch = 0, NextSeq = 10, StoredMax = 9, ChunkCount = 10 };
        if (words.Has("named")) track = track with { Epoch = 1, OpenedByName = true, Writer = "b", FirstSeq = 20, NextSeq = 20, StoredMax = 14 };
        var writer = wish.Text("writer", "");
        OpenedBefore[] epochs = words.Has("named") ? [new(Epoch(0, 3, "a"), 20), new(Epoch(1, 20, "b"), null)] : [];
        return EpochOpening.Decide(track, Array.Find(epochs, each => each.Epoch.Writer == writer), Given.Wish(writer, wish.Number("seen", null), wish.Number("first", 0)!.Value), Given.Noon);
    }

    private static EpochRow Epoch(long epoch, long firstSeq, string writer) => new(Given.Mic, epoch, firstSeq, writer, Given.Noon, 0, 0, false);

    private static string Show(OpeningVerdict verdict) => verdict switch
    {
        OpeningVerdict.Opened opened => $"opened {Show(opened.Track)}",
        OpeningVerdict.AlreadyOpened again =>
            $"again epoch={again.Before.Epoch.Epoch} first={again.Before.Epoch.FirstSeq} next={again.Track.NextSeq} credit={again.Track.CreditSeq}"
            + (again.Before.EndSeq is null ? "" : $" newest={again.Track.Epoch} end={again.Before.EndSeq}"),
        OpeningVerdict.Refuse { Refusal: { Code: RefusalCode.StaleEpoch } refusal } => $"refused StaleEpoch newest={refusal.NewestEpoch?.ToString() ?? "none"}",
        OpeningVerdict.Refuse refuse => $"refused {refuse.Refusal.Code}",
        _ => throw new InvalidOperationException(),
    };

    private static string Show(TrackRow track) => $"epoch={track.Epoch} first={track.FirstSeq} next={track.NextSeq} credit={track.CreditSeq}";
}
