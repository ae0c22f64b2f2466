using System.Diagnostics.Metrics;
using Chronote.Domain;
using Chronote.Domain.Ports;
using Chronote.Storage.Sql;
using Chronote.Storage.Sql.Postgres;
using Chronote.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chronote.Storage.Tests.Postgres;

public class ReplicaTests
{
    [Fact]
    public async Task The_list_of_meetings_is_read_from_the_replica_and_everything_else_from_the_database()
    {
        await using var database = new PostgresStore();
        await using var replica = new PostgresStore();
        var meetings = new SqlMeetingStore(database.Database, new ReplicaReads(replica.Database, database.Database, database.Clock, NullLogger<ReplicaReads>.Instance));
        var (new_, old) = (await database.Meeting(1), await replica.Meeting(2));
        (await meetings.Meetings(Given.Tenant, null, 9)).ShouldHaveSingleItem().Id.ShouldBe(old, "a replica may be some moments behind");
        (await meetings.Meeting(Given.Tenant, new_)).ShouldNotBeNull();
    }

    [Fact]
    public async Task While_the_replica_does_not_answer_the_database_does_and_nobody_waits_for_it_twice()
    {
        await using var database = new PostgresStore();
        using var meter = new Meter("test");
        await using var gone = new PostgresDatabase(PostgresStore.Server.ConnectionTo("no_such_database", "Timeout=1"), meter, database.Clock, NullLoggerFactory.Instance);
        using var retries = new Tally(meter, "chronote_database_retries_total");
        var asked = new CountedReads(gone);
        var meetings = new SqlMeetingStore(database.Database, new ReplicaReads(asked, database.Database, database.Clock, NullLogger<ReplicaReads>.Instance));
        var meeting = await database.Meeting();
        for (var i = 0; i < 3; i++) (await meetings.Meetings(Given.Tenant, null, 9)).ShouldHaveSingleItem().Id.ShouldBe(meeting);
        asked.Count.ShouldBe(1);
        database.Clock.Advance(TimeSpan.FromSeconds(31));
        await meetings.Meetings(Given.Tenant, null, 9);
        asked.Count.ShouldBe(2);
    }

    private sealed class CountedReads(ISqlDatabase inner) : ISqlDatabase
    {
        public int Count { get; private set; }

        public Task<T> Read<T>(Func<ISqlSession, ValueTask<T>> read)
        {
            Count++;
            return inner.Read(read);
        }

        public Task<T> Write<T>(Func<ISqlSession, ValueTask<T>> work, int byteCount = 0) => inner.Write(work, byteCount);

        public Task<bool> Erase(Func<ISqlSession, ValueTask<bool>> work) => inner.Erase(work);
    }
}
