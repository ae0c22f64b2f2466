using Chronote.Domain;
using Chronote.Domain.Meetings;
using Chronote.Domain.Ports;
using Chronote.Storage.Tests.Conformance;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Everybody takes rows in one order, so nobody waits in a circle; and who is caught in somebody else's circle begins again.</summary>
public class DeadlockTests
{
    private const int Tracks = 12;

    [Fact]
    public async Task Batches_of_two_servers_in_any_order_beside_openings_and_stops_never_deadlock()
    {
        await using var store = new PostgresStore();
        var other = new PostgresPorts(store.Database, store.Clock);
        List<MeetingId> meetings = [];
        for (var i = 0UL; i < 3; i++) meetings.Add(await store.Meeting(i + 1));
        for (var round = 0; round < 20; round++)
        {
            // Each batch holds chunks of all tracks of all meetings, in an order of its own; some of the tracks begin with it.
            var drawn = new Random(round);
            var puts = from server in (StoreUnderTest[])[store, other]
                       from meeting in meetings
                       from track in Enumerable.Range(0, Tracks)
                       orderby drawn.Next()
                       select server.Chunks.Put(Given.Chunk(meeting.Track($"t{track}"), (round * 2) + (ReferenceEquals(server, other) ? 1 : 0)) with { StartSamples = 0 });
            var changes = meetings.Select(meeting => store.Change(meeting, store.Phase(meeting, round % 2 == 0 ? MeetingPhase.Interrupted : MeetingPhase.Recording), Event(store, meeting)));
            (await Task.WhenAll(puts)).ShouldAllBe(answer => answer is PutAnswer.Stored);
            (await Task.WhenAll(changes)).ShouldAllBe(answer => answer is CommitAnswer.Committed);
        }
        store.Retries.Count.ShouldBe(0);
        (await store.Number("SELECT count(*) FROM chunks")).ShouldBe(20 * 2 * 3 * Tracks);
    }

    [Fact]
    public async Task A_batch_that_the_server_ends_because_of_a_deadlock_begins_again_and_is_acknowledged()
    {
        await using var store = new PostgresStore();
        var meeting = await store.Meeting();
        var keys = new[] { meeting.Track("a"), meeting.Track("b") };
        foreach (var key in keys) await store.StoreChunks(key, 0);

        // Somebody with a console takes the rows the other way round.
        await using var console = store.Beside();
        await using var transaction = await console.BeginTransactionAsync();
        await Hold("b");
        // One batch with both: it holds a, and waits for b.
        var batch = store.Database.Write(session => new Sql.Postgres.ChunkBatch(
            session, [.. keys.Select(key => Given.Chunk(key, 1))], Domain.Chunks.TextPhase.Stored, store.Now).Store(mayAddTracks: false));
        while ((long)(await Scalar("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        try
        {
            // The console waits last and finds the circle after deadlock_timeout, unless the batch's own check comes first: either may be the one that is ended.
            await Hold("a");
        }
        catch (PostgresException ended)
        {
            ended.SqlState.ShouldBe(PostgresErrorCodes.DeadlockDetected);
        }
        await transaction.RollbackAsync();
        (await batch).ShouldAllBe(answer => answer is PutAnswer.Stored);

        Task<object?> Scalar(string sql) => new NpgsqlCommand(sql, console).ExecuteScalarAsync();
        Task Hold(string track) => Scalar($"SELECT 1 FROM tracks WHERE track = '{track}' FOR UPDATE");
    }

    private static RowChange.AddEvent Event(PostgresStore store, MeetingId meeting) => new(meeting, store.Now, "tested", "{}");
}
