using Chronote.Domain.Chunks;
using Chronote.Domain.Tests.Tracks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Chunks;

/// <summary>Drawn sequences of everything that can happen to a track, against <see cref="PlainTrack"/> and against what must hold whatever the rules are.</summary>
public sealed class AdmissionSequenceTests
{
    [Fact]
    public void Every_answer_is_the_plain_models_answer()
    {
        var answers = new Dictionary<string, int>();
        for (var seed = 0; seed < 1_500; seed++)
        {
            var random = new Random(seed);
            var (track, plain) = (new OneTrack(), new PlainTrack());
            for (var step = 0; step < 60; step++)
            {
                var (said, expected) = Step(random, track, plain);
                said.ShouldBe(expected, $"seed {seed}, step {step}");
                answers[said] = answers.GetValueOrDefault(said) + 1;
            }
        }
        // The sequences are worth something only when they reach every answer.
        foreach (var answer in new[]
        {
            "stored", "have", "opened", "again", "Conflict", "StaleEpoch", "UnknownEpoch", "EpochRequired", "DigestRequired", "PlaceRequired", "Cancelled", "Deleted",
            "TooLate", "AfterStop", "DeclaredLost", "OverCredit", "SeqOutsideEpoch",
        })
            answers.GetValueOrDefault(answer).ShouldBeGreaterThan(100, $"{answer}: {string.Join(", ", answers)}");
    }

    [Fact]
    public void I3_A_number_has_one_receipt_which_never_changes()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (track, plain) = (new OneTrack(), new PlainTrack());
            var first = new Dictionary<long, Receipt>();
            for (var step = 0; step < 60; step++)
            {
                Step(random, track, plain);
                foreach (var (seq, receipt) in track.Receipts) first.TryAdd(seq, receipt);
                track.Receipts.ShouldBe(first, ignoreOrder: true);
            }
            if (track.Row.Phase == WriterPhase.Deleted) continue;
            foreach (var (seq, receipt) in first)
            {
                track.Put(Given.Chunk(seq, (char)receipt.Digest[0])).ShouldBeOfType<AdmissionVerdict.AlreadyHave>().Receipt.ShouldBeSameAs(receipt);
                track.Put(Given.Chunk(seq, '!')).ShouldBeOfType<AdmissionVerdict.Refuse>().Refusal.Code.ShouldBe(RefusalCode.Conflict);
            }
        }
    }

    [Fact]
    public void The_tracks_row_always_agrees_with_its_chunks_and_its_epochs()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (track, plain) = (new OneTrack(), new PlainTrack());
            for (var step = 0; step < 60; step++)
            {
                Step(random, track, plain);
                var row = track.Row;
                row.ChunkCount.ShouldBe(track.Receipts.Count);
                row.StoredMax.ShouldBe(track.Receipts.Keys.DefaultIfEmpty(-1).Max());
                row.NextSeq.ShouldBe(Math.Max(row.StoredMax + 1, track.Epochs.Select(epoch => epoch.FirstSeq).DefaultIfEmpty(0).Max()));
                row.EndSamples.ShouldBe(track.Receipts.Values.Select(receipt => receipt.StartSamples + receipt.Shape.DurationSamples).DefaultIfEmpty(0).Max());
                row.Epoch.ShouldBe(track.Epochs.Count == 0 ? null : track.Epochs.Count - 1);
                track.Lost.Overlaps(track.Receipts.Keys).ShouldBeFalse();
                row.CreditSeq.ShouldBeGreaterThan(row.StoredMax);
            }
        }
    }

    [Fact]
    public void I7_Once_an_epoch_was_opened_no_older_writer_stores_anything()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var track = new OneTrack();
            var epochs = random.Next(1, 6);
            for (var epoch = 0; epoch < epochs; epoch++) track.Open(Given.Wish($"w{epoch}", track.Row.Epoch, random.Next(0, 30))).ShouldBeOfType<OpeningVerdict.Opened>();
            for (var i = 0; i < 40; i++)
            {
                var writer = random.Next(0, epochs);
                var verdict = track.Put(Given.Chunk(random.Next(0, 60), 'a', random.Next(0, epochs), writer, 0));
                if (writer < epochs - 1) verdict.ShouldBeOfType<AdmissionVerdict.Refuse>().Refusal.Code.ShouldBe(RefusalCode.StaleEpoch);
            }
        }
    }

    // One drawn thing happens to both; what each answers.
    private static (string Said, string Expected) Step(Random random, OneTrack track, PlainTrack plain)
    {
        switch (random.Next(100))
        {
            case < 12:
                var (writer, firstSeq) = ($"w{random.Next(4)}", random.Next(3) == 0 ? random.Next(0, 40) : 0);
                var seen = random.Next(4) == 0 ? random.Next(0, 3) : track.Row.Epoch;
                return (Said(track.Open(Given.Wish(writer, seen, firstSeq))), plain.Open(writer, seen, firstSeq));
            case < 16:
                var from = random.Next(0, 40);
                var to = from + random.Next(0, 4);
                track.DeclareLost(from, to);
                plain.DeclareLost(from, to);
                return ("", "");
            case 16 when track.Row.Phase == WriterPhase.Open:
                plain.NamedLast = random.Next(2) == 0 ? null : plain.StoredMax + random.Next(0, 5);
                plain.Phase = "stopped";
                track.Row = track.Row with { Phase = WriterPhase.Stopped, LastSeq = plain.NamedLast, LateUntil = track.Now + Limits.LateMax };
                return ("", "");
            case 16 or 17 when track.Row.Phase == WriterPhase.Stopped:
                track.Now += Limits.LateMax * 0.6;
                plain.IsTooLate = track.Now > track.Row.LateUntil;
                return ("", "");
            case 18 when track.Row.Phase == WriterPhase.Open && random.Next(6) == 0:
                plain.Phase = "cancelled";
                track.Row = track.Row with { Phase = WriterPhase.Cancelled };
                return ("", "");
            case 19 when random.Next(12) == 0:
                plain.Phase = "deleted";
                track.Row = track.Row with { Phase = WriterPhase.Deleted };
                return ("", "");
            default:
                return Put(random, track, plain);
        }
    }

    // Mostly what an honest writer of the newest epoch sends, now and then with something left out, old, repeated or far ahead.
    private static (string Said, string Expected) Put(Random random, OneTrack track, PlainTrack plain)
    {
        var seq = random.Next(20) == 0 ? track.Row.CreditSeq + random.Next(-1, 2) : random.Next(0, (int)Math.Min(45, track.Row.NextSeq + 4));
        var digest = random.Next(8) == 0 ? 'b' : 'a';
        var epoch = random.Next(10) switch { 0 => null, 1 => random.Next(0, 4), _ => OwnerOf(track, seq) };
        var writer = random.Next(10) switch { 0 => null, 1 => random.Next(0, 4), _ => track.Row.Epoch };
        long? start = random.Next(12) == 0 ? null : seq * Given.Samples(TimeSpan.FromSeconds(5));
        var given = random.Next(12) > 0;
        if (start > Given.Samples(Limits.PlaceAheadMax)) start = 0;
        return (Said(track.Put(Given.Chunk(seq, digest, epoch, writer, start, given))), plain.Put(seq, digest, epoch, writer, start is not null, given));
    }

    private static long? OwnerOf(OneTrack track, long seq) => track.Epochs.LastOrDefault(epoch => epoch.FirstSeq <= seq)?.Epoch ?? track.Row.Epoch;

    private static string Said(AdmissionVerdict verdict) => verdict switch
    {
        AdmissionVerdict.Store => "stored",
        AdmissionVerdict.AlreadyHave => "have",
        AdmissionVerdict.Refuse refuse => refuse.Refusal.Code.ToString(),
        _ => throw new InvalidOperationException(),
    };

    private static string Said(OpeningVerdict verdict) => verdict switch
    {
        OpeningVerdict.Opened => "opened",
        OpeningVerdict.AlreadyOpened => "again",
        OpeningVerdict.Refuse refuse => refuse.Refusal.Code.ToString(),
        _ => throw new InvalidOperationException(),
    };
}
