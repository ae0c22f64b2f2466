using System.Collections.Concurrent;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql.Sqlite;

namespace Chronote.Storage.Tests.Sqlite;

/// <summary>One writer, two lanes, batches of what arrived during the previous commit.</summary>
public sealed class WriterTests : IAsyncLifetime
{
    private readonly SqliteStore _store = new();

    private SqliteWriter Writer => _store.Database.Writer;

    public Task InitializeAsync() => Writer.Write(Lane.Rest, session => session.Run("CREATE TABLE notebook (line INTEGER PRIMARY KEY, text TEXT) STRICT"));

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task One_failing_work_in_a_batch_does_not_spoil_the_others()
    {
        using var gate = new Gate(Writer);
        var works = Enumerable.Range(0, 20).Select(i => Writer.Write(Lane.Acknowledgements, session =>
        {
            Insert(session, i);
            return i == 7 ? throw new InvalidOperationException("seven") : i;
        })).ToList();
        gate.Open();
        (await Should.ThrowAsync<InvalidOperationException>(works[7])).Message.ShouldBe("seven");
        (await Task.WhenAll(works.Where((_, i) => i != 7))).Length.ShouldBe(19);
        Lines().ShouldBe(Enumerable.Range(0, 20).Where(i => i != 7).Select(i => (long)i));
    }

    [Fact]
    public async Task A_work_that_breaks_a_constraint_fails_alone_and_leaves_nothing()
    {
        using var gate = new Gate(Writer);
        var works = ((int[])[1, 2, 1, 3]).Select(i => Writer.Write(Lane.Rest, session => Insert(session, i))).ToList();
        gate.Open();
        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(works[2]);
        await Task.WhenAll(works[0], works[1], works[3]);
        Lines().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Nobody_sees_what_is_not_committed_and_the_task_ends_only_after_it_is()
    {
        using var gate = new Gate(Writer);
        var seenInside = new ConcurrentBag<long>();
        var works = Enumerable.Range(0, 5).Select(i => Writer.Write(Lane.Rest, session =>
        {
            Insert(session, i);
            seenInside.Add(_store.Number("SELECT count(*) FROM notebook"));
            return i;
        })).ToList();
        gate.Open();
        await Task.WhenAll(works);
        seenInside.ShouldAllBe(count => count == 0);
        Lines().Count.ShouldBe(5);
    }

    [Fact]
    public async Task Acknowledgements_never_wait_behind_the_rest()
    {
        using var gate = new Gate(Writer);
        var order = new ConcurrentQueue<string>();
        var rest = Enumerable.Range(0, 200).Select(_ => Writer.Write(Lane.Rest, _ => Tell("rest"))).ToList();
        var acknowledgement = Writer.Write(Lane.Acknowledgements, _ => Tell("acknowledgement"));
        gate.Open();
        await Task.WhenAll([.. rest, acknowledgement]);
        order.First().ShouldBe("acknowledgement");
        order.Count.ShouldBe(201);

        int Tell(string what)
        {
            order.Enqueue(what);
            return 0;
        }
    }

    [Fact]
    public async Task Works_of_a_lane_keep_their_order()
    {
        using var gate = new Gate(Writer);
        var order = new ConcurrentQueue<int>();
        var works = Enumerable.Range(0, Limits.BatchChunksMax * 2 + 10).Select(i => Writer.Write(Lane.Acknowledgements, _ =>
        {
            order.Enqueue(i);
            return i;
        })).ToList();
        gate.Open();
        await Task.WhenAll(works);
        order.ShouldBe(Enumerable.Range(0, works.Count));
    }

    [Fact]
    public async Task A_batch_is_bounded_by_count_and_by_bytes()
    {
        var small = await Sizes(1_200, byteCount: 10);
        small.ShouldAllBe(size => size <= Limits.BatchChunksMax);
        small.Sum().ShouldBe(1_200);
        var big = await Sizes(7, Limits.BatchBytesMax / 2);
        big.ShouldAllBe(size => size <= 2);
        big.Sum().ShouldBe(7);

        // Works of one batch see the same number of committed rows from outside.
        async Task<List<int>> Sizes(int works, int byteCount)
        {
            using var gate = new Gate(Writer);
            var work = Enumerable.Range(0, works).Select(_ => Writer.Write(Lane.Acknowledgements, session =>
            {
                session.Run("INSERT INTO notebook (text) VALUES ('x')");
                return _store.Number("SELECT count(*) FROM notebook");
            }, byteCount)).ToList();
            gate.Open();
            return [.. (await Task.WhenAll(work)).CountBy(committed => committed).Select(batch => batch.Value)];
        }
    }

    [Theory]
    [InlineData(Lane.Acknowledgements)]
    [InlineData(Lane.Rest)]
    public async Task Bytes_that_wait_are_counted_until_they_are_written(Lane lane)
    {
        using var gate = new Gate(Writer);
        var works = Enumerable.Range(0, 50).Select(_ => Writer.Write(lane, _ => 0, 1_000)).ToList();
        Writer.QueuedBytes.ShouldBe(50_000);
        gate.Open();
        await Task.WhenAll(works);
        Writer.QueuedBytes.ShouldBe(0);
    }

    [Fact]
    public async Task More_bytes_than_may_wait_are_refused_as_busy_and_taken_later_I9()
    {
        using var gate = new Gate(Writer);
        var waiting = Writer.Write(Lane.Acknowledgements, _ => 0, Limits.WriteQueueBytesMax);
        var busy = Should.Throw<StoreException>(() => { _ = Writer.Write(Lane.Acknowledgements, _ => 0, 1); });
        busy.Fault.ShouldBe(StoreFault.Busy);
        busy.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
        gate.Open();
        await waiting;
        await Writer.Write(Lane.Acknowledgements, _ => 0, 1);
    }

    [Fact]
    public async Task What_was_handed_over_is_committed_when_the_store_is_closed()
    {
        var store = new SqliteStore();
        await store.Database.Writer.Write(Lane.Rest, session => session.Run("CREATE TABLE notebook (line INTEGER PRIMARY KEY, text TEXT) STRICT"));
        var works = Enumerable.Range(0, 1_000).Select(i => store.Database.Writer.Write(i % 2 == 0 ? Lane.Rest : Lane.Acknowledgements, session => Insert(session, i))).ToList();
        store.Database.Writer.Dispose();
        works.ShouldAllBe(work => work.IsCompletedSuccessfully);
        Should.Throw<ObjectDisposedException>(() => { _ = store.Database.Writer.Write(Lane.Rest, _ => 0); });
        await store.DisposeAsync();
    }

    private static int Insert(SqliteSession session, int line) => session.Run("INSERT INTO notebook (line, text) VALUES ($1, 'x')", line);

    private List<long> Lines() => _store.Database.Read(session => session.All("SELECT line FROM notebook ORDER BY line", row => row.Number(0)));
}
