using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Tracks;

/// <summary>Recorders that take a track over from each other, crash with chunks in their spools, and come back.</summary>
public sealed class EpochSequenceTests
{
    [Fact]
    public void Epochs_follow_each_other_and_never_share_a_number()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var track = new OneTrack();
            for (var step = 0; step < 40; step++)
            {
                if (random.Next(3) == 0) track.Open(Given.Wish($"w{step}", track.Row.Epoch, random.Next(0, 50)));
                else track.Put(Given.Chunk(random.Next(0, 60), 'a', track.Row.Epoch, track.Row.Epoch, 0));
            }
            track.Epochs.Select(epoch => epoch.Epoch).ShouldBe(Enumerable.Range(0, track.Epochs.Count).Select(epoch => (long)epoch));
            track.Epochs.Zip(track.Epochs.Skip(1)).ShouldAllBe(pair => pair.First.FirstSeq <= pair.Second.FirstSeq, $"seed {seed}");
            foreach (var receipt in track.Receipts.Values)
            {
                receipt.Key.Seq.ShouldBeGreaterThanOrEqualTo(track.Epochs[(int)receipt.Epoch].FirstSeq);
                if (receipt.Epoch + 1 < track.Epochs.Count) receipt.Key.Seq.ShouldBeLessThan(track.Epochs[(int)receipt.Epoch + 1].FirstSeq);
            }
        }
    }

    [Fact]
    public void Of_two_writers_who_saw_the_same_epoch_one_wins_and_the_other_learns_the_newest()
    {
        var track = new OneTrack();
        track.Open(Given.Wish("a", null)).ShouldBeOfType<OpeningVerdict.Opened>();
        track.Open(Given.Wish("b", 0)).ShouldBeOfType<OpeningVerdict.Opened>();
        track.Open(Given.Wish("c", 0)).ShouldBeOfType<OpeningVerdict.Refuse>().Refusal.ShouldSatisfyAllConditions(
            refusal => refusal.Code.ShouldBe(RefusalCode.StaleEpoch),
            refusal => refusal.NewestEpoch.ShouldBe(1));
        track.Open(Given.Wish("c", 1)).ShouldBeOfType<OpeningVerdict.Opened>().Epoch.Epoch.ShouldBe(2);
    }

    [Fact]
    public void The_writer_whose_answer_was_lost_gets_the_same_one_even_when_others_came_after_it()
    {
        var track = new OneTrack();
        var first = track.Open(Given.Wish("a", null, 7)).ShouldBeOfType<OpeningVerdict.Opened>();
        track.Open(Given.Wish("a", null, 7)).ShouldBeOfType<OpeningVerdict.AlreadyOpened>().Track.ShouldBe(first.Track);
        track.Put(Given.Chunk(7, 'a', 0, 0, 0)).ShouldBeOfType<AdmissionVerdict.Store>();
        var again = track.Open(Given.Wish("a", null, 7)).ShouldBeOfType<OpeningVerdict.AlreadyOpened>().Track;
        (again.Epoch, again.FirstSeq).ShouldBe((0, 7));
        track.Open(Given.Wish("b", 0));
        track.Open(Given.Wish("a", null, 7)).ShouldBeOfType<OpeningVerdict.AlreadyOpened>().Before.ShouldBe(new OpenedBefore(first.Epoch, track.Epochs[1].FirstSeq));
        track.Epochs.Count.ShouldBe(2);
    }

    [Fact]
    public void A_writer_that_restarts_again_and_again_without_storing_uses_up_no_numbers()
    {
        var track = new OneTrack();
        for (var run = 0; run < 50; run++) track.Open(Given.Wish($"run{run}", track.Row.Epoch, 10));
        track.Row.NextSeq.ShouldBe(10);
        track.Row.CreditSeq.ShouldBe(10 + Limits.OutOfOrderChunksMax);
    }

    [Fact]
    public void I1_Whoever_takes_over_in_between_a_spool_delivers_every_number_it_was_promised()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var track = new OneTrack();
            var owed = new List<(long Seq, long Epoch)>();
            for (var run = 0; run < 6; run++)
            {
                // A stranger that has recorded nothing here asks for 0; it begins where the server says.
                var epoch = Opened(track, $"run{run}", random.Next(2) == 0 ? 0 : track.Row.NextSeq);
                var next = epoch.FirstSeq;
                for (var left = random.Next(0, 8); left > 0; left--, next++)
                {
                    if (random.Next(2) == 0) owed.Add((next, epoch.Epoch));
                    else track.Put(Given.Chunk(next, 'a', epoch.Epoch, epoch.Epoch, 0)).ShouldBeOfType<AdmissionVerdict.Store>();
                }
                // A crash. The next run says how far the one before had numbered, which promises it the numbers in its spool.
                Opened(track, $"again{run}", next);
            }
            foreach (var (seq, epoch) in owed)
                track.Put(Given.Chunk(seq, 'a', epoch, track.Row.Epoch, 0)).ShouldBeOfType<AdmissionVerdict.Store>($"seed {seed}: {seq} of epoch {epoch}");
            track.Receipts.Count.ShouldBe((int)track.Row.NextSeq);
        }
    }

    private static EpochRow Opened(OneTrack track, string writer, long firstSeq)
        => track.Open(Given.Wish(writer, track.Row.Epoch, firstSeq)).ShouldBeOfType<OpeningVerdict.Opened>().Epoch;
}
