using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql.Sqlite;
using Chronote.Storage.Tests.Conformance;

namespace Chronote.Storage.Tests.Sqlite;

public class FullDiskTests
{
    [Fact]
    public async Task A_full_database_refuses_whole_chunks_and_takes_them_again_once_there_is_room_I9()
    {
        await using var store = new SqliteStore();
        var meeting = await store.Meeting();
        var pages = await store.Database.Writer.Write(Lane.Rest, session => session.Number("PRAGMA page_count"));
        await MaxPages(store, pages + 40);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(seq => Put(store, meeting.Track(), seq)));
        var stored = answers.Where(answer => answer.Fault is null).Select(answer => answer.Seq).ToList();
        stored.Count.ShouldBeInRange(1, 59);
        answers.Where(answer => answer.Fault is not null).ShouldAllBe(answer => answer.Fault == StoreFault.Full);

        (await store.Meetings.StoredSeqs(meeting.Track(), 0, 99)).ShouldBe(stored.Order().Select(seq => (long)seq));
        store.Number("SELECT count(*) FROM chunk_bytes").ShouldBe(stored.Count, "no bytes without a receipt, no receipt without bytes");
        (await store.Meetings.Track(meeting.Track()))!.ChunkCount.ShouldBe(stored.Count);

        await MaxPages(store, 1_000_000);
        var rest = await Task.WhenAll(Enumerable.Range(0, 60).Select(seq => Put(store, meeting.Track(), seq)));
        rest.ShouldAllBe(answer => answer.Fault == null);
        (await store.Meetings.StoredSeqs(meeting.Track(), 0, 99)).Count.ShouldBe(60);
    }

    [Fact]
    public async Task What_is_stored_can_be_read_while_the_disk_is_full()
    {
        await using var store = new SqliteStore();
        var meeting = await store.Meeting();
        await Put(store, meeting.Track(), 0);
        await MaxPages(store, 1);
        (await Put(store, meeting.Track(), 1)).Fault.ShouldBe(StoreFault.Full);
        (await store.Chunks.ReadBytes(new ChunkKey(meeting, new TrackId("mic"), 0)))!.Length.ShouldBe(30_000);
    }

    private static Task<long> MaxPages(SqliteStore store, long pages) => store.Database.Writer.Write(Lane.Rest, session => session.Number($"PRAGMA max_page_count = {pages}"));

    private static async Task<(int Seq, StoreFault? Fault)> Put(SqliteStore store, TrackKey track, int seq)
    {
        var chunk = Given.Chunk(track, seq);
        try
        {
            await store.Chunks.Put(chunk with { Bytes = new byte[30_000] });
            return (seq, null);
        }
        catch (StoreException failure)
        {
            return (seq, failure.Fault);
        }
    }
}
