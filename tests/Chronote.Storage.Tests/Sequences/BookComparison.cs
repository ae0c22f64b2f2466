using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Sequences;

/// <summary>At the end of a sequence: what the store reads is what stands in the book, each chunk once, and nothing more.</summary>
internal static class BookComparison
{
    public static async Task Check(StoreUnderTest store, MeetingId meeting, MeetingPhase phase, IReadOnlyList<ReferenceTrack> books)
    {
        foreach (var book in books.Where(book => book.Exists)) await Check(store, book);
        (await store.Meetings.Tracks(meeting)).Select(track => track.Key).ShouldBe(books.Where(book => book.Exists).Select(book => book.Key));
        (await store.Meetings.Meeting(Given.Tenant, meeting))!.Phase.ShouldBe(phase);
        var progress = await store.Meetings.Progress(meeting);
        progress.StoredChunks.ShouldBe(books.Sum(book => book.Stored.Count));
        progress.PendingText.ShouldBe(progress.StoredChunks);
        progress.OwedChunks.ShouldBe(books.Where(book => book.LastSeq is not null).Sum(Owed));
    }

    private static async Task Check(StoreUnderTest store, ReferenceTrack book)
    {
        var rows = await store.Meetings.Chunks(book.Key, 0, Limits.RowsPerReadMax);
        rows.Select(row => row.Receipt.Key.Seq).ShouldBe(book.Stored.Keys);
        foreach (var row in rows)
        {
            row.Receipt.ShouldBeLike(book.Stored[row.Receipt.Key.Seq]);
            (await store.Chunks.ReadBytes(row.Receipt.Key)).ShouldBe(book.Bytes[row.Receipt.Key.Seq].ToArray());
        }
        (await store.Meetings.StoredSeqs(book.Key, 0, Limits.RowsPerReadMax)).ShouldBe(book.Stored.Keys);
        (await store.Meetings.ChunksByPlace(book.Key, -1, -1, Limits.RowsPerReadMax)).Select(row => row.Receipt.Key.Seq)
            .ShouldBe(book.Stored.Values.OrderBy(receipt => receipt.StartSamples).ThenBy(receipt => receipt.Key.Seq).Select(receipt => receipt.Key.Seq));
        (await store.Meetings.LostRanges(book.Key)).SelectMany(range => Numbers(range.FromSeq, range.ToSeq)).ShouldBe(book.GivenUp);
        (await store.Meetings.Watermark(book.Key)).ShouldBe(book.Missing.Append(book.NextSeq).First());
        (await store.Meetings.Gaps(book.Key)).ShouldBe(book.Gaps.Values);
        var track = (await store.Meetings.Track(book.Key)).ShouldNotBeNull();
        (track.Epoch, track.OpenedByName, track.FirstSeq, track.NextSeq, track.StoredMax).ShouldBe((book.Epoch, book.OpenedByName, book.FirstSeq, book.NextSeq, book.StoredMax));
        (track.CreditSeq, track.LastSeq, track.Phase, track.EndSamples, track.ChunkCount).ShouldBe((book.CreditSeq, book.LastSeq, book.Phase, book.EndSamples, book.Stored.Count));
    }

    private static long Owed(ReferenceTrack book) => Numbers(0, book.LastSeq!.Value).Count(seq => !book.Stored.ContainsKey(seq) && !book.GivenUp.Contains(seq));

    private static IEnumerable<long> Numbers(long from, long to)
    {
        for (var seq = from; seq <= to; seq++) yield return seq;
    }
}
