using Chronote.Domain.Chunks;
using Chronote.Domain.Meetings;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Chunks;

/// <summary>
/// Every answer to a PUT (P-34, P-52). It is noon, one hour into the meeting. A <c>new</c> track has nothing; a <c>simple</c> one has chunks 0 to 9,
/// 50 s of audio; a <c>named</c> one has epoch 1 from chunk 20 on, chunks to 24, and owes 15 to 19 of epoch 0.
/// </summary>
public sealed class AdmissionTableTests
{
    private const string Table = """
        # A simple writer: its first chunk opens epoch 0, a chunk without place follows what is stored (P-32).
        Recording new | seq=0                   | stored epoch=0 place=0s next=1 max=0
        Recording new | seq=3                   | stored epoch=0 place=0s next=4 max=3
        Recording new | seq=0 e=0 w=0 place=7s  | stored epoch=0 place=7s next=1 max=0
        Recording new | seq=4095                | stored epoch=0 place=0s next=4096 max=4095
        Recording new | seq=4096                | refused OverCredit
        Recording new | seq=0 e=1               | refused UnknownEpoch
        Recording new | seq=0 w=1               | refused UnknownEpoch
        Recording simple | seq=10               | stored epoch=0 place=50s next=11 max=10
        Recording simple | seq=10 place=20m     | stored epoch=0 place=20m next=11 max=10
        Recording simple | seq=12               | stored epoch=0 place=50s next=13 max=12
        Recording simple | seq=10 e=0 w=0       | stored epoch=0 place=50s next=11 max=10
        Recording simple | seq=10 e=1           | refused UnknownEpoch
        Recording simple | seq=10 w=1           | refused UnknownEpoch
        Recording simple | seq=9 has=a          | have
        Recording simple | seq=9 has=b          | refused Conflict
        Recording simple | seq=7 lost           | refused DeclaredLost

        # Once an epoch was opened by name its writer says everything (P-31).
        Recording named | seq=25                | stored epoch=1 place=1m next=26 max=25
        Recording named | seq=25 e=none         | refused EpochRequired
        Recording named | seq=25 w=none         | refused EpochRequired
        Recording named | seq=25 computed       | refused DigestRequired
        Recording named | seq=25 place=none     | refused PlaceRequired
        Recording named | seq=25 e=none w=none place=none computed | refused EpochRequired
        Recording named | seq=25 place=none computed               | refused DigestRequired
        # A repeat needs no more than its digest: it changes nothing.
        Recording named | seq=24 has=a e=none w=none place=none computed | have
        Recording named | seq=24 has=a place=2h | have

        # The fence: the writer's epoch must be the newest, the chunk's may be older (P-24).
        Recording named | seq=25 w=0            | refused StaleEpoch
        Recording named | seq=24 w=0 has=a      | refused StaleEpoch
        Recording named | seq=25 w=2            | refused UnknownEpoch
        Recording named | seq=17 e=0            | stored epoch=0 place=1m next=25 max=24
        Recording named | seq=19 e=0            | stored epoch=0 place=1m next=25 max=24
        Recording named | seq=20 e=0            | refused SeqOutsideEpoch
        Recording named | seq=19 e=1            | refused SeqOutsideEpoch
        Recording named | seq=25 e=7            | refused UnknownEpoch
        Recording named | seq=17 e=0 lost       | refused DeclaredLost
        Recording named | seq=17 e=0 has=a      | have
        Recording named | seq=17 e=0 has=b      | refused Conflict

        # Back-pressure.
        Recording named credit=30 | seq=29      | stored epoch=1 place=1m next=30 max=29
        Recording named credit=30 | seq=30      | refused OverCredit
        Recording named credit=24 | seq=24 has=a | have
        Recording named credit=25 | seq=17 e=0  | stored epoch=0 place=1m next=25 max=24

        # A place is on the timeline, at most a day ahead of the server (P-37).
        Recording named | seq=25 place=0s       | stored epoch=1 place=0s next=26 max=25
        Recording named | seq=25 place=25h      | stored epoch=1 place=1d1h next=26 max=25
        Recording named | seq=25 place=25h1ms   | refused PlaceOutOfRange
        Recording named | seq=25 place=-1ms     | refused PlaceOutOfRange
        # Without a place there is none that could be wrong.
        Recording simple end=40h | seq=10       | stored epoch=0 place=1d16h next=11 max=10

        # By phase (P-52).
        Interrupted new    | seq=0  | stored epoch=0 place=0s next=1 max=0
        Interrupted simple | seq=10 | stored epoch=0 place=50s next=11 max=10
        Interrupted named  | seq=25 | stored epoch=1 place=1m next=26 max=25

        Draining new         | seq=0  | stored epoch=0 place=0s next=1 max=0
        Draining new last=-1 | seq=0  | refused AfterStop
        Draining simple      | seq=10 | stored epoch=0 place=50s next=11 max=10
        Draining simple last=9  | seq=10       | refused AfterStop
        Draining simple last=9  | seq=9 has=a  | have
        Draining simple last=9  | seq=9 has=b  | refused Conflict
        Draining simple last=12 | seq=12       | stored epoch=0 place=50s next=13 max=12
        Draining simple last=12 | seq=13       | refused AfterStop
        Draining named       | seq=25          | stored epoch=1 place=1m next=26 max=25
        Draining named last=26 | seq=26        | stored epoch=1 place=1m next=27 max=26
        Draining named last=26 | seq=27        | refused AfterStop
        Draining named last=24 | seq=17 e=0    | stored epoch=0 place=1m next=25 max=24
        Draining named last=24 | seq=25        | refused AfterStop
        Draining named       | seq=17 e=0 lost | refused DeclaredLost
        # Owed or not, nothing is taken past the late limit; the limit itself is still in time.
        Draining named late=0s   | seq=25       | stored epoch=1 place=1m next=26 max=25
        Draining named late=-1ms | seq=25       | refused TooLate
        Draining named late=-1ms last=26 | seq=26 | refused TooLate
        Draining named late=-1ms last=26 | seq=27 | refused TooLate
        Draining named late=-1ms | seq=17 e=0   | refused TooLate
        # What was acknowledged stays acknowledged.
        Draining named late=-1ms | seq=24 has=a | have
        Draining named late=-1ms | seq=24 has=b | refused Conflict

        Completed new last=-1    | seq=0  | refused AfterStop
        Completed simple         | seq=10 | stored epoch=0 place=50s next=11 max=10
        Completed simple last=9  | seq=10 | refused AfterStop
        Completed named          | seq=25 | stored epoch=1 place=1m next=26 max=25
        Completed named last=25  | seq=25 | stored epoch=1 place=1m next=26 max=25
        Completed named last=25  | seq=26 | refused AfterStop
        Completed named late=-1s | seq=25 | refused TooLate

        Failed new               | seq=0  | stored epoch=0 place=0s next=1 max=0
        Failed new last=-1       | seq=0  | refused AfterStop
        Failed new late=-1s      | seq=0  | refused TooLate
        Failed simple last=9     | seq=10 | refused AfterStop
        Failed named             | seq=25 | stored epoch=1 place=1m next=26 max=25

        Cancelled new    | seq=0        | refused Cancelled
        Cancelled simple | seq=10       | refused Cancelled
        Cancelled simple | seq=9 has=a  | have
        Cancelled simple | seq=9 has=b  | refused Conflict
        Cancelled named  | seq=25       | refused Cancelled
        Cancelled named  | seq=17 e=0   | refused Cancelled
        Cancelled named  | seq=25 w=0   | refused StaleEpoch
        Cancelled named late=-1s | seq=25 | refused Cancelled

        Deleted new    | seq=0       | refused Deleted
        Deleted simple | seq=10      | refused Deleted
        Deleted simple | seq=9 has=a | refused Deleted
        Deleted simple | seq=9 has=b | refused Deleted
        Deleted named  | seq=25      | refused Deleted
        Deleted named  | seq=25 w=0  | refused Deleted
        """;

    public static IEnumerable<object[]> Lines => Cases.Of(Table);

    [Theory, MemberData(nameof(Lines))]
    public void P34_P52_A_chunk_is_answered_as_the_table_says(string track, string chunk, string answer) => Answer(track, chunk).ShouldBe(answer);

    [Fact]
    public void The_table_names_every_phase_with_every_kind_of_track()
    {
        var named = Lines.Select(line => string.Join(' ', ((string)line[0]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))).Distinct();
        var all = Enum.GetNames<MeetingPhase>().SelectMany(phase => new[] { "new", "simple", "named" }.Select(kind => $"{phase} {kind}"));
        all.Except(named).ShouldBeEmpty();
    }

    [Fact]
    public void The_receipt_says_what_was_sent_and_when_it_was_stored()
    {
        var stored = Decide("Recording named", "seq=25").ShouldBeOfType<AdmissionVerdict.Store>();
        var (digest, shape) = (stored.Receipt.Digest, stored.Receipt.Shape);
        stored.Receipt.ShouldBe(new Receipt(new ChunkKey(Given.Meeting, Given.Mic.Track, 25), 1, digest, Given.Samples(TimeSpan.FromMinutes(1)), shape, 100, Given.Noon));
        digest.ShouldBe(Given.Digest('a'));
        shape.DurationSamples.ShouldBe(Given.Samples(TimeSpan.FromSeconds(5)));
        stored.Track.HeardAt.ShouldBe(Given.Noon);
        stored.Track.ChunkCount.ShouldBe(11);
        stored.Track.EndSamples.ShouldBe(Given.Samples(TimeSpan.FromSeconds(65)));
    }

    [Fact]
    public void A_refused_stale_writer_is_told_the_newest_epoch()
        => Decide("Recording named", "seq=25 w=0").ShouldBeOfType<AdmissionVerdict.Refuse>().Refusal.NewestEpoch.ShouldBe(1);

    private static string Answer(string track, string chunk) => Decide(track, chunk) switch
    {
        AdmissionVerdict.Store store =>
            $"stored epoch={store.Receipt.Epoch} place={Place(store.Receipt)} next={store.Track.NextSeq} max={store.Track.StoredMax}",
        AdmissionVerdict.AlreadyHave => "have",
        AdmissionVerdict.Refuse refuse => $"refused {refuse.Refusal.Code}",
        _ => throw new InvalidOperationException(),
    };

    private static string Place(Receipt receipt) => Spans.Print(TimeSpan.FromSeconds((double)receipt.StartSamples / Limits.SamplesPerSecond));

    private static AdmissionVerdict Decide(string trackText, string chunkText)
    {
        var (track, words) = (Track(trackText), new Words(chunkText));
        var chunk = Chunk(chunkText, track.OpenedByName);
        var stored = words.Text("has", "");
        var receipt = stored.Length == 0 ? null : new Receipt(chunk.Key, 0, Given.Digest(stored[0]), 0, chunk.Shape, 100, Given.Noon);
        var (first, next) = (chunk.Epoch ?? track.Epoch ?? 0, track.Epoch) switch
        {
            (_, null) => (null, null),
            (0, 0) => (0L, (long?)null),
            (0, 1) => (0, 20),
            (1, 1) => (20, null),
            _ => ((long?)null, (long?)null),
        };
        return Admission.Decide(new AdmissionView(track, receipt, words.Has("lost"), first, next, Given.Samples(TimeSpan.FromHours(1))), chunk, Given.Noon);
    }

    private static TrackRow Track(string text)
    {
        var words = new Words(text);
        var phase = Phases.Writers(Enum.Parse<MeetingPhase>(text.Split(' ')[0]));
        var track = Given.NewTrack with { Phase = phase, LastSeq = words.Number("last", null), CreditSeq = words.Number("credit", Limits.OutOfOrderChunksMax)!.Value };
        if (phase == WriterPhase.Stopped || words.Text("late", "").Length > 0) track = track with { LateUntil = Given.Noon + words.Span("late", "7d") };
        if (words.Has("new")) return track;
        track = track with { Epoch = 0, NextSeq = 10, StoredMax = 9, ChunkCount = 10, EndSamples = Given.Samples(words.Span("end", "50s")!.Value) };
        return words.Has("simple") ? track : track with { Epoch = 1, OpenedByName = true, Writer = "b", FirstSeq = 20, NextSeq = 25, StoredMax = 24 };
    }

    private static ChunkToStore Chunk(string text, bool named = true)
    {
        var words = new Words(text);
        var start = words.Span("place", named ? "1m" : "none") is { } place ? Given.Samples(place) : (long?)null;
        return Given.Chunk(words.Number("seq", 0)!.Value, 'a', words.Number("e", named ? 1 : null), words.Number("w", named ? 1 : null), start, !words.Has("computed"));
    }
}
