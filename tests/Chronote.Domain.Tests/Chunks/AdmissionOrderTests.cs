using Chronote.Domain.Chunks;
using Chronote.Domain.Tracks;

namespace Chronote.Domain.Tests.Chunks;

/// <summary>The order of the checks is part of the protocol (P-34): of two things that are wrong the earlier one is said.</summary>
public sealed class AdmissionOrderTests
{
    private sealed record Wrong(RefusalCode Code, string Touches, Func<AdmissionView, AdmissionView> View, Func<ChunkToStore, ChunkToStore> Chunk);

    // In the protocol's order. Two that touch the same thing can't be wrong at once.
    private static readonly Wrong[] InOrder =
    [
        new(RefusalCode.Deleted, "phase", view => With(view, track => track with { Phase = WriterPhase.Deleted }), chunk => chunk),
        new(RefusalCode.StaleEpoch, "writer", view => view, chunk => chunk with { WriterEpoch = 1 }),
        new(RefusalCode.UnknownEpoch, "writer", view => view, chunk => chunk with { WriterEpoch = 3 }),
        new(RefusalCode.Conflict, "stored", view => view with { Existing = Stored('z') }, chunk => chunk),
        new(RefusalCode.EpochRequired, "writer", view => view, chunk => chunk with { WriterEpoch = null }),
        new(RefusalCode.DigestRequired, "digest", view => view, chunk => chunk with { DigestWasGiven = false }),
        new(RefusalCode.PlaceRequired, "place", view => view, chunk => chunk with { StartSamples = null }),
        new(RefusalCode.Cancelled, "phase", view => With(view, track => track with { Phase = WriterPhase.Cancelled }), chunk => chunk),
        new(RefusalCode.TooLate, "phase", view => With(view, track => track with { Phase = WriterPhase.Stopped, LateUntil = Given.Noon.AddSeconds(-1) }), chunk => chunk),
        new(RefusalCode.AfterStop, "phase", view => With(view, track => track with { Phase = WriterPhase.Stopped, LastSeq = 49 }), chunk => chunk),
        new(RefusalCode.DeclaredLost, "lost", view => view with { WasGivenUp = true }, chunk => chunk),
        new(RefusalCode.OverCredit, "credit", view => With(view, track => track with { CreditSeq = 50 }), chunk => chunk),
        new(RefusalCode.UnknownEpoch, "bounds", view => view with { EpochFirstSeq = null }, chunk => chunk),
        new(RefusalCode.SeqOutsideEpoch, "bounds", view => view with { EpochFirstSeq = 51 }, chunk => chunk),
        new(RefusalCode.SeqOutsideEpoch, "bounds", view => view with { NextEpochFirstSeq = 50 }, chunk => chunk),
        new(RefusalCode.PlaceOutOfRange, "place", view => view, chunk => chunk with { StartSamples = long.MaxValue / 2 }),
    ];

    public static TheoryData<int, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<int, int>();
            for (var first = 0; first < InOrder.Length; first++)
                for (var second = first; second < InOrder.Length; second++)
                    if (first == second || InOrder[first].Touches != InOrder[second].Touches) pairs.Add(first, second);
            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void P34_Of_two_things_that_are_wrong_the_earlier_one_is_said(int first, int second)
    {
        var view = InOrder[second].View(InOrder[first].View(View));
        var chunk = InOrder[second].Chunk(InOrder[first].Chunk(Chunk));
        Decide(view, chunk).ShouldBeOfType<AdmissionVerdict.Refuse>().Refusal.Code.ShouldBe(InOrder[first].Code);
    }

    [Fact]
    public void P34_Nothing_but_deletion_and_the_fence_stands_before_a_repeat()
    {
        foreach (var wrong in InOrder.Where(wrong => wrong.Code is not RefusalCode.Conflict))
        {
            var verdict = Decide(wrong.View(View) with { Existing = Stored('a') }, wrong.Chunk(Chunk));
            if (wrong.Code is RefusalCode.Deleted or RefusalCode.StaleEpoch || wrong is { Code: RefusalCode.UnknownEpoch, Touches: "writer" })
                verdict.ShouldBeOfType<AdmissionVerdict.Refuse>().Refusal.Code.ShouldBe(wrong.Code);
            else
                verdict.ShouldBeOfType<AdmissionVerdict.AlreadyHave>($"{wrong.Code}");
        }
    }

    [Fact]
    public void With_nothing_wrong_it_is_stored() => Decide(View, Chunk).ShouldBeOfType<AdmissionVerdict.Store>();

    [Fact]
    public void Every_code_a_chunk_can_be_refused_with_has_its_place_in_the_order()
        => InOrder.Select(wrong => wrong.Code).Distinct().Order().ShouldBe(new[]
        {
            RefusalCode.UnknownEpoch, RefusalCode.StaleEpoch, RefusalCode.Conflict, RefusalCode.AfterStop, RefusalCode.Cancelled, RefusalCode.TooLate, RefusalCode.Deleted,
            RefusalCode.OverCredit, RefusalCode.DeclaredLost, RefusalCode.SeqOutsideEpoch, RefusalCode.EpochRequired, RefusalCode.DigestRequired, RefusalCode.PlaceRequired,
            RefusalCode.PlaceOutOfRange,
        }.Order());

    // A named writer of epoch 2 sends chunk 50, and everything is right.
    private static AdmissionView View => new(
        Given.NewTrack with { Epoch = 2, OpenedByName = true, Writer = "c", FirstSeq = 40, NextSeq = 50, StoredMax = 49 }, null, false, 40, null, Given.Samples(TimeSpan.FromHours(1)));

    private static ChunkToStore Chunk => Given.Chunk(50, 'a', epoch: 2, writer: 2, start: 0);

    private static Receipt Stored(char digest) => new(Chunk.Key, 2, Given.Digest(digest), 0, Chunk.Shape, 100, Given.Noon);

    private static AdmissionView With(AdmissionView view, Func<TrackRow, TrackRow> change) => view with { Track = change(view.Track) };

    private static AdmissionVerdict Decide(AdmissionView view, ChunkToStore chunk) => Admission.Decide(view, chunk, Given.Noon);
}
