using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Tests.Conformance;
using Npgsql;

namespace Chronote.Storage.Tests.Postgres;

/// <summary>Event numbers are gapless and seen in their order, also when somebody commits in another order on purpose.</summary>
public class EventNumberTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_took_the_next_number_commits_before_anybody_takes_another(bool firstCommits)
    {
        await using var store = new PostgresStore();
        var meeting = await store.Meeting();
        var (reached, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = store.Database.Write(async session =>
        {
            await MeetingEvent(session, "first");
            reached.TrySetResult();
            await release.Task;
            if (!firstCommits) throw new InvalidOperationException("rolled back");
            return 0;
        });
        await reached.Task;
        var second = store.Change(meeting, new RowChange.AddEvent(meeting, store.Now, "second", "{}"));
        await UntilSomebodyWaits(store);

        // The second one would have to skip a number that nobody can see yet: it waits instead.
        second.IsCompleted.ShouldBeFalse();
        (await Seen(store)).ShouldBeEmpty();
        release.SetResult();
        if (firstCommits) await first;
        else await Should.ThrowAsync<InvalidOperationException>(first);
        (await second).ShouldBeOfType<CommitAnswer.Committed>();
        (await Seen(store)).ShouldBe(firstCommits ? [(1, "first"), (2, "second")] : [(1, "second")]);

        async Task<List<(long, string)>> Seen(PostgresStore of) => [.. (await of.Meetings.Events(meeting, 0, 9)).Select(row => (row.Number, row.Kind))];
        async Task MeetingEvent(ISqlSession session, string kind)
        {
            await session.Run("UPDATE meetings SET event_number = event_number + 1 WHERE meeting = $1", meeting.Value);
            await session.Run(
                "INSERT INTO events (meeting_no, number, tenant, at, kind, payload) SELECT meeting_no, event_number, tenant, 0, $2, '{}' FROM meetings WHERE meeting = $1",
                meeting.Value, kind);
        }
    }

    [Fact]
    public async Task A_reader_that_follows_many_writers_misses_no_number_and_sees_none_early()
    {
        await using var store = new PostgresStore();
        var meeting = await store.Meeting();
        const int Writers = 8, Each = 15;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var grain = new GrainName("writer", $"{writer}");
            for (var i = 0; i < Each; i++)
                await store.Records.Commit(new Commit(Given.Tenant, grain, i, [1], [new RowChange.AddEvent(meeting, store.Now, "tested", "{}")]));
        }));
        var cursor = 0L;
        while (!writing.IsCompleted || cursor < Writers * Each)
        {
            foreach (var row in await store.Meetings.Events(meeting, cursor, 7)) row.Number.ShouldBe(++cursor);
            if (writing.IsCompleted) await writing;
        }
    }

    private static async Task UntilSomebodyWaits(PostgresStore store)
    {
        await using var beside = store.Beside();
        await using var waiting = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", beside);
        while ((long)(await waiting.ExecuteScalarAsync())! == 0) await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
    }
}
